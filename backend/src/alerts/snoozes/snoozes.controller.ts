import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { NewSnooze, Snooze, SnoozeAlerts } from './snooze.dto.ts';
import { SnoozesService } from './snoozes.service.ts';

@ApiTags('alerts')
@Controller('alerts')
export class SnoozesController {
  constructor(private readonly snoozes: SnoozesService) {}

  /** What is kept and not delivered, until when. */
  @Get('snoozes')
  @ApiOkResponse({ type: Snooze, isArray: true })
  list(): Snooze[] {
    return this.snoozes.list();
  }

  @Post('snoozes')
  @ApiCreatedResponse({ type: Snooze })
  create(@Body() request: NewSnooze): Promise<Snooze> {
    return this.snoozes.create(request);
  }

  /** Snoozes what is like these alerts: the same tier, detector or rule, on the same symbol and timeframe. */
  @Post('snooze')
  @HttpCode(200)
  @ApiOkResponse({ type: Snooze, isArray: true })
  ofAlerts(@Body() request: SnoozeAlerts): Promise<Snooze[]> {
    return this.snoozes.ofAlerts(request);
  }

  @Delete('snoozes/:id')
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@Param('id') id: string): Promise<void> {
    return this.snoozes.remove(id);
  }
}
