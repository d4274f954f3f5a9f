import { Body, Controller, Get, Header, Patch, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Settings, SettingsChange } from './settings.dto.ts';
import { SettingsService } from './settings.service.ts';
import { thresholdCatalogue, ThresholdSection } from './threshold-catalogue.dto.ts';

@ApiTags('settings')
@Controller('settings')
export class SettingsController {
  constructor(private readonly settings: SettingsService) {}

  /** All settings of this installation. */
  @Get()
  read(): Promise<Settings> {
    return this.settings.read();
  }

  /** The same as a file: what PUT takes here or on another machine. */
  @Get('export')
  @Header('Content-Disposition', 'attachment; filename="hindcast-settings.json"')
  export(): Promise<Settings> {
    return this.settings.read();
  }

  /** Every threshold that can be set: its default, unit, meaning and range. */
  @Get('thresholds')
  thresholds(): ThresholdSection[] {
    return thresholdCatalogue();
  }

  /** Changes the settings that are given. */
  @Patch()
  change(@Body() change: SettingsChange): Promise<Settings> {
    return this.settings.change(change);
  }

  /** Takes settings as they were exported; what is not among them has its default again. */
  @Put()
  replace(@Body() settings: SettingsChange): Promise<Settings> {
    return this.settings.replace(settings);
  }
}
