import { Injectable } from '@nestjs/common';
import type { AlertMuting } from '../../database/entities/alert.entity.ts';
import { SettingsService } from '../../settings/settings.service.ts';
import type { AlertDto } from '../alert.dto.ts';
import { PoliciesService } from '../policies/policies.service.ts';
import { isQuiet } from '../rules/quiet.ts';
import { RulesService } from '../rules/rules.service.ts';
import { SnoozesService } from '../snoozes/snoozes.service.ts';
import { AlertDesk } from './alert-desk.ts';

/** Makes desks of the rules and policies as they are now. */
@Injectable()
export class AlertDesks {
  constructor(
    private readonly rules: RulesService,
    private readonly policies: PoliciesService,
    private readonly snoozes: SnoozesService,
    private readonly settings: SettingsService,
  ) {}

  /** For the live market: with what is held back at this hour. */
  live(toastTier: number): AlertDesk {
    return new AlertDesk({ ...this.#parts(toastTier), mutedBy: (alert) => this.#mutedBy(alert) });
  }

  /** For a recording, which is never delivered. */
  async recorded(toastTier?: number): Promise<AlertDesk> {
    return new AlertDesk(this.#parts(toastTier ?? (await this.settings.read()).toastTier));
  }

  /** Hears when desks have to be made anew. Answers how to stop. */
  onChange(listener: () => void): () => void {
    const stops = [this.rules.onChange(listener), this.policies.onChange(listener)];
    return () => stops.forEach((stop) => stop());
  }

  #parts(toastTier: number) {
    return { rules: this.rules.watched(), policies: this.policies.stored(), toastTier };
  }

  #mutedBy(alert: AlertDto): AlertMuting | null {
    const { tier, type, knownAt, data } = alert;
    if (this.snoozes.holds(alert)) return 'snoozed';
    if (type === 'RULE') return this.rules.mutedAt(String(data?.rule), knownAt);
    const policy = this.policies.stored().get(tier === null ? type : `tier${tier}`);
    return isQuiet(policy?.quiet ?? null, knownAt) ? 'quiet' : null;
  }
}
