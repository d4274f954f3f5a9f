import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { answerPage, ApiPage } from '../http/content-range.ts';
import { PageQuery } from '../metrics/lane.query.ts';
import { DeliveriesQuery, Resend, ResendAll, ResendAnswer, WebhookDelivery } from './delivery.dto.ts';
import { AuditEntry, NewWebhook, TestAnswer, Webhook, WebhookChange } from './webhook.dto.ts';
import { WebhooksService } from './webhooks.service.ts';

@ApiTags('webhooks')
@Controller('webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  /** Where alerts are sent. Addresses are shown in part, secrets never. */
  @Get()
  @ApiOkResponse({ type: Webhook, isArray: true })
  list(): Promise<Webhook[]> {
    return this.webhooks.list();
  }

  @Post()
  @ApiCreatedResponse({ type: Webhook })
  create(@Body() request: NewWebhook): Promise<Webhook> {
    return this.webhooks.create(request);
  }

  /** What was sent, is waiting, or has been given up, the newest first. */
  @Get('deliveries')
  @ApiPage(WebhookDelivery)
  async deliveries(
    @Query() query: DeliveriesQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WebhookDelivery[]> {
    return answerPage(response, await this.webhooks.log(query));
  }

  /** Who changed what, the newest first. */
  @Get('audit')
  @ApiPage(AuditEntry)
  async audit(
    @Query() query: PageQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AuditEntry[]> {
    return answerPage(response, await this.webhooks.audit(query));
  }

  /** Dead letters wait again: all of them, those of a target, or some events'. */
  @Post('resend')
  @HttpCode(200)
  @ApiOkResponse({ type: ResendAnswer })
  async resendAll(@Body() which: ResendAll): Promise<ResendAnswer> {
    return { resent: await this.webhooks.resend(which) };
  }

  @Patch(':id')
  @ApiOkResponse({ type: Webhook })
  change(@Param('id') id: string, @Body() change: WebhookChange): Promise<Webhook> {
    return this.webhooks.change(id, change);
  }

  /** Takes a target away, with what waits for it. */
  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@Param('id') id: string): Promise<void> {
    return this.webhooks.remove(id);
  }

  /** Sends a test event and says what came of it. */
  @Post(':id/test')
  @HttpCode(200)
  @ApiOkResponse({ type: TestAnswer })
  test(@Param('id') id: string): Promise<TestAnswer> {
    return this.webhooks.test(id);
  }

  /** Dead letters wait again. */
  @Post(':id/resend')
  @HttpCode(200)
  @ApiOkResponse({ type: ResendAnswer })
  async resend(@Param('id') id: string, @Body() { eventIds }: Resend): Promise<ResendAnswer> {
    return { resent: await this.webhooks.resend({ target: id, eventIds }) };
  }
}
