/** All that the package relies on of other people's servers, service by service. */
import type { ReliedOn, ServiceName } from '../reliance';
import { jellyfin } from './jellyfin';
import { qbittorrent } from './qbittorrent';
import { radarr } from './radarr';
import { seerr } from './seerr';
import { shoko } from './shoko';
import { sonarr } from './sonarr';

export const reliedOn: Readonly<Record<ServiceName, ReliedOn>> = { sonarr, radarr, seerr, qbittorrent, shoko, jellyfin };
