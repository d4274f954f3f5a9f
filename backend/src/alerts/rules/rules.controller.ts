import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { NewRule, RulePreviewRequest, Rule, RuleChange, RulePreview } from './rule.dto.ts';
import { RulePreviews } from './rule-preview.ts';
import { RulesService } from './rules.service.ts';

@ApiTags('alerts')
@Controller('alerts/rules')
export class RulesController {
  constructor(
    private readonly rules: RulesService,
    private readonly previews: RulePreviews,
  ) {}

  /** The rules of the user's own. */
  @Get()
  @ApiOkResponse({ type: Rule, isArray: true })
  list(): Rule[] {
    return this.rules.list();
  }

  @Post()
  @ApiCreatedResponse({ type: Rule })
  create(@Body() request: NewRule): Promise<Rule> {
    return this.rules.create(request);
  }

  /** How often a rule would have spoken over a recording, and with what hit rate. Stores nothing. */
  @Post('preview')
  @HttpCode(200)
  @ApiOkResponse({ type: RulePreview })
  preview(@Body() request: RulePreviewRequest): Promise<RulePreview> {
    return this.previews.preview(request);
  }

  @Patch(':id')
  @ApiOkResponse({ type: Rule })
  change(@Param('id') id: string, @Body() change: RuleChange): Promise<Rule> {
    return this.rules.change(id, change);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@Param('id') id: string): Promise<void> {
    return this.rules.remove(id);
  }
}
