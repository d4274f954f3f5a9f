import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { RulePreview } from '../rules/rule.dto.ts';
import { RulePreviews } from '../rules/rule-preview.ts';
import { PoliciesService } from './policies.service.ts';
import { Policy, PolicyChange, PolicyPreviewRequest } from './policy.dto.ts';

@ApiTags('alerts')
@Controller('alerts/policies')
export class PoliciesController {
  constructor(
    private readonly policies: PoliciesService,
    private readonly previews: RulePreviews,
  ) {}

  /** When the engine's own signals, six tiers and five detectors, are announced. */
  @Get()
  @ApiOkResponse({ type: Policy, isArray: true })
  list(): Promise<Policy[]> {
    return this.policies.list();
  }

  /** How often a tier or a detector would have spoken over a recording, and with what hit rate. Stores nothing. */
  @Post(':subject/preview')
  @HttpCode(200)
  @ApiOkResponse({ type: RulePreview })
  preview(@Param('subject') subject: string, @Body() request: PolicyPreviewRequest): Promise<RulePreview> {
    const policy = this.policies.changed(subject, request.policy ?? {});
    return this.previews.ofPolicy(policy, request);
  }

  @Patch(':subject')
  @ApiOkResponse({ type: Policy })
  change(@Param('subject') subject: string, @Body() change: PolicyChange): Promise<Policy> {
    return this.policies.change(subject, change);
  }

  /** As it ships again. */
  @Delete(':subject')
  @ApiOkResponse({ type: Policy })
  reset(@Param('subject') subject: string): Promise<Policy> {
    return this.policies.reset(subject);
  }
}
