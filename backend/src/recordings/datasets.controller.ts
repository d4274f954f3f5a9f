import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { DatasetStore } from '../datasets/index.ts';
import { DatasetDetail, DatasetSummary, detailOf, summaryOf } from './dataset.dto.ts';

@ApiTags('datasets')
@Controller('datasets')
export class DatasetsController {
  constructor(private readonly store: DatasetStore) {}

  /** The recorded datasets that can be replayed, by name. */
  @Get()
  @Header('Cache-Control', 'no-cache')
  @ApiOkResponse({ type: [DatasetSummary] })
  async list(): Promise<DatasetSummary[]> {
    const entries = await this.store.list();
    return entries.flatMap((entry) => ('manifest' in entry ? [summaryOf(entry.manifest)] : []));
  }

  /** One dataset, with its gaps. */
  @Get(':name')
  @Header('Cache-Control', 'no-cache')
  @ApiOkResponse({ type: DatasetDetail })
  async one(@Param('name') name: string): Promise<DatasetDetail> {
    return detailOf(await this.store.manifest(name));
  }
}
