import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  Req,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import { HindcastError } from '@hindcast/engine';
import { BeginUpload } from '../upload/begin-upload.ts';
import { ReceiveFiles, type ReceivingRequest } from '../upload/receive-files.ts';
import { UploadStore, type Upload } from '../upload/upload-store.ts';
import { ImportJobDto, TableHeadsDto, UploadDto } from './import-job.dto.ts';
import { ImportHintsDto, NewImport } from './imports.dto.ts';
import { ImportsService } from './imports.service.ts';

const FILES = {
  schema: {
    type: 'object',
    required: ['files'],
    properties: { files: { type: 'array', items: { type: 'string', format: 'binary' } } },
  },
};

@ApiTags('imports')
@Controller('imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly uploads: UploadStore,
  ) {}

  /** Sends files to be imported: tables, archives, or all files of a folder. They go straight to the disk. */
  @Post('uploads')
  @UseGuards(BeginUpload)
  @UseInterceptors(ReceiveFiles())
  @ApiConsumes('multipart/form-data')
  @ApiBody(FILES)
  @ApiCreatedResponse({ type: UploadDto })
  upload(@Req() request: ReceivingRequest): UploadDto {
    return received(request);
  }

  /** Adds files to an upload. */
  @Post('uploads/:id/files')
  @UseGuards(BeginUpload)
  @UseInterceptors(ReceiveFiles())
  @ApiConsumes('multipart/form-data')
  @ApiBody(FILES)
  @ApiCreatedResponse({ type: UploadDto })
  add(@Param('id', ParseUUIDPipe) _id: string, @Req() request: ReceivingRequest): UploadDto {
    return received(request);
  }

  /** What an upload holds. */
  @Get('uploads/:id')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: UploadDto })
  uploaded(@Param('id', ParseUUIDPipe) id: string): UploadDto {
    return uploadOf(this.uploads.get(id));
  }

  /** Throws an upload away. */
  @Delete('uploads/:id')
  @HttpCode(204)
  @ApiNoContentResponse()
  async discard(@Param('id', ParseUUIDPipe) id: string): Promise<void> {
    await this.uploads.delete(id);
  }

  /** How the files of an upload begin, and what they are taken for. Reads the first lines only. */
  @Post('uploads/:id/tables')
  @HttpCode(200)
  @ApiOkResponse({ type: TableHeadsDto })
  tables(@Param('id', ParseUUIDPipe) id: string, @Body() hints: ImportHintsDto): Promise<TableHeadsDto> {
    return this.imports.look(id, hints);
  }

  /** Begins an import, or a dry run of it. It runs beside everything else: watch it by its id. */
  @Post()
  @HttpCode(202)
  @ApiAcceptedResponse({ type: ImportJobDto })
  start(@Body() asked: NewImport): ImportJobDto {
    return this.imports.start(asked);
  }

  /** The imports of this run of the server, the newest first. */
  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: [ImportJobDto] })
  list(): ImportJobDto[] {
    return this.imports.list();
  }

  /** One import: how far it is, what it wrote, or why it did not. */
  @Get(':id')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: ImportJobDto })
  one(@Param('id', ParseUUIDPipe) id: string): ImportJobDto {
    return this.imports.one(id);
  }

  /** Cancels an import; nothing of it is kept. Answered when it has stopped. */
  @Delete(':id')
  @ApiOkResponse({ type: ImportJobDto })
  cancel(@Param('id', ParseUUIDPipe) id: string): Promise<ImportJobDto> {
    return this.imports.cancel(id);
  }
}

function received({ receiving }: ReceivingRequest): UploadDto {
  if (receiving && receiving.upload.files.length > 0) return uploadOf(receiving.upload);
  throw new HindcastError(
    'UPLOAD_EMPTY',
    'No file came with the request.',
    'Send a multipart form with one or more parts called "files": curl -F files=@BTCUSDT-5m.zip …',
    { field: 'files' },
  );
}

function uploadOf({ id, files, bytes }: Upload): UploadDto {
  return { id, files: files.map(({ name, bytes: size }) => ({ name, bytes: size })), bytes };
}
