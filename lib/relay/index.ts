/** Passing webhooks on: Seerr has exactly one place for one. */
export { type Late, type Lost, type Recovered, WebhookRelay, type RelayStatus } from './relay';
export { MOST_RECEIVERS, passesOn, readRelaySettings, type Receiver, type RelayFields, type RelaySettings } from './settings';
export { bodyText, type Progress, progressSchema, type Room, type Webhook, webhookSchema } from './webhook';
