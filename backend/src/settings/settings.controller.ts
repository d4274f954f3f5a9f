import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Settings, SettingsChange } from './settings.dto.ts';
import { SettingsService } from './settings.service.ts';

@ApiTags('settings')
@Controller('settings')
export class SettingsController {
  constructor(private readonly settings: SettingsService) {}

  /** All settings of this installation. */
  @Get()
  read(): Promise<Settings> {
    return this.settings.read();
  }

  /** Changes the settings that are given. */
  @Patch()
  change(@Body() change: SettingsChange): Promise<Settings> {
    return this.settings.change(change);
  }
}
