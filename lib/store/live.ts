/** Figures that change every few seconds and are worth nothing after a restart: kept in memory, never written. */
import type { Check, Transfer } from '../model';

/** Downloads whose figures are kept: one that always fails is grabbed for ever, under a new id each time. */
const MOST_TRANSFERS = 2_000;

/** Newest figures by download id and newest checks by request id. */
export class LiveFigures {
    private readonly transfers = new Map<string, Transfer>();
    private readonly checks = new Map<string, Check>();

    setTransfer(downloadId: string, transfer: Transfer): void {
        // Taken out first, so that it counts as new.
        this.transfers.delete(downloadId);
        this.transfers.set(downloadId, transfer);
        if (this.transfers.size > MOST_TRANSFERS) this.transfers.delete(this.transfers.keys().next().value ?? downloadId);
    }

    transferOf(downloadId: string | undefined): Transfer | undefined {
        return downloadId === undefined ? undefined : this.transfers.get(downloadId);
    }

    setCheck(requestId: string, check: Check): void {
        this.checks.set(requestId, check);
    }

    checkOf(requestId: string): Check | undefined {
        return this.checks.get(requestId);
    }

    /** Forgets what belongs to a request that needs no more watching. */
    forget(requestId: string, downloadIds: Iterable<string>): void {
        this.checks.delete(requestId);
        for (const downloadId of downloadIds) this.transfers.delete(downloadId);
    }
}
