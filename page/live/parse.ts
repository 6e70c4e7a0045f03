/** Reads `text/event-stream` as it comes in, cut anywhere (https://html.spec.whatwg.org/multipage/server-sent-events.html). */

export interface ServerEvent {
    /** `message` where the stream names none. */
    name: string;
    data: string;
    /** The last id that the stream told; empty before the first. */
    id: string;
}

export class EventParser {
    private rest = '';
    private name = '';
    private data: string[] = [];
    private id = '';

    /** What is whole with this piece. Comments and events without data are left out. */
    push(piece: string): ServerEvent[] {
        const events: ServerEvent[] = [];
        const text = this.rest + piece;
        // What ends with \r may go on with the \n of the same end of line.
        const lines = text.split(/\r\n|\n|\r(?!$)/);
        this.rest = lines.pop() ?? '';
        for (const line of lines) {
            if (line !== '') this.field(line);
            else this.dispatch(events);
        }
        return events;
    }

    private field(line: string): void {
        const colon = line.indexOf(':');
        if (colon === 0) return;
        const name = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        if (name === 'event') this.name = value;
        else if (name === 'data') this.data.push(value);
        else if (name === 'id' && !value.includes('\0')) this.id = value;
    }

    private dispatch(events: ServerEvent[]): void {
        if (this.data.length > 0) {
            events.push({ name: this.name === '' ? 'message' : this.name, data: this.data.join('\n'), id: this.id });
        }
        this.name = '';
        this.data = [];
    }
}
