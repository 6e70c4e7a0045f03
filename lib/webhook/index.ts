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
export { checkSecret, type Presented } from './secret';
export { detectService, type NamedService, serviceFromName, type WebhookService, webhookServices } from './services';
