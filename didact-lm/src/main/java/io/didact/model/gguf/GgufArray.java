package io.didact.model.gguf;

/**
 * An array of a file's keys; its items stay in the file until they are wanted.
 *
 * @param count items
 * @param position of the first
 */
record GgufArray(ValueKind kind, long count, long position) {
  @Override
  public String toString() {
    return count + " × " + kind.word();
  }
}
