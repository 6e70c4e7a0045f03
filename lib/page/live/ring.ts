/** The newest frames, for who comes back after a short break: only what was missed is sent then. */
import type { Frame } from './frame';

const MOST_FRAMES = 300;
const MOST_BYTES = 512 * 1024;

export class Ring {
    private frames: Frame[] = [];
    private bytes = 0;

    add(frame: Frame): void {
        this.frames.push(frame);
        this.bytes += frame.bytes.length;
        while (this.frames.length > MOST_FRAMES || this.bytes > MOST_BYTES) this.bytes -= this.frames.shift()?.bytes.length ?? 0;
    }

    /** What came after the frame with this number; null when some of it is no longer here. */
    since(number: number, newest: number): readonly Frame[] | null {
        if (number === newest) return [];
        const first = this.frames[0]?.number;
        if (first === undefined || number > newest || number < first - 1) return null;
        return this.frames.slice(number - first + 1);
    }
}
