/** Webhooks of Seerr, Radarr, Sonarr and Jellyfin: from what was posted to one event. */
export { type ParsedWebhook, parseWebhook, type WebhookContext, type WebhookInput } from './parse';
export {
    type IncomingWebhook,
    readMaxBytes,
    type Received,
    type ReceiverOptions,
    type ReplyBody,
    WebhookReceiver,
} from './receiver';
export type { EventDraft } from './draft';
export { checkSecret, type Presented } from './secret';
export { instanceFacts, isUnmuted } from './arr';
export { parseRadarr } from './radarr';
export { parseSonarr } from './sonarr';
export { detectService, type NamedService, serviceFromName, type WebhookService, webhookServices } from './services';
export { cleanText, fileNameText } from './text';
