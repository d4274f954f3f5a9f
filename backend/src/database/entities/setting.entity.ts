import { Column, Entity, PrimaryColumn } from 'typeorm';
import { TIME } from '../columns.ts';

/** One setting of this installation that differs from its default. */
@Entity('settings')
export class SettingEntity {
  @PrimaryColumn({ type: 'varchar' })
  name: string;
  @Column({ type: 'simple-json' })
  value: unknown;
  @Column(TIME)
  updatedAt: number;
}
