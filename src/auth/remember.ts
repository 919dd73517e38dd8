/** Remembers what belongs to a key, up to so many keys: the oldest goes first. */

export function remember<Value>(memory: Map<string, Value>, key: string, value: Value, keysMax: number): void {
  memory.set(key, value);
  for (const oldest of memory.keys()) {
    if (memory.size <= keysMax) return;
    memory.delete(oldest);
  }
}
