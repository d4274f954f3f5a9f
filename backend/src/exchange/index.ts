export { ccxtAt, type CcxtPlace } from './ccxt-at.ts';
export { VenueClock } from './clock.ts';
export { FAULT_KINDS, parseFaults, type FaultInput, type FaultSpec } from './faults/fault-schema.ts';
export { FAULT_PRESETS, loadFaults } from './faults/presets.ts';
export { openMarket, type OpenMarketOptions } from './market/open-market.ts';
export { VenueMarket, type MarketDraft, type ServedVenue } from './market/venue-market.ts';
export { RecordedVenue, type RecordedVenueOptions } from './recorded-venue.ts';
