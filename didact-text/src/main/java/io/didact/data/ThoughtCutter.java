package io.didact.data;

import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts ids at a closing tag by the rules of {@link Explanation}, in the bytes that the ids stand
 * for; no id is ever made anew.
 */
final class ThoughtCutter {
  private final Tokenizer tokenizer;
  private final byte[] closing;
  private final byte[] separator;
  private final byte[] endOfTurn;

  ThoughtCutter(Tokenizer tokenizer, String closing, TagFormat format) {
    this.tokenizer = tokenizer;
    this.closing = closing.getBytes(StandardCharsets.UTF_8);
    this.separator = format.inner().getBytes(StandardCharsets.UTF_8);
    this.endOfTurn = format.endOfTurn().getBytes(StandardCharsets.UTF_8);
  }

  /** Total on ids of the tokenizer: every completion has a result. */
  Explanation cut(TokenIds completion) {
    byte[] bytes = tokenizer.bytes(completion);
    int tag = indexOf(bytes, closing);
    TokenIds think =
        tag < 0
            ? withoutEndOfTurn(completion, bytes)
            : withoutSeparator(completion.slice(0, tokensWithin(completion, tag)));
    return new Explanation(think, tag >= 0, text(think));
  }

  /** The ids of a text, as if it had been sampled before the closing tag. */
  TokenIds think(String text) {
    return cut(tokenizer.encodeContinuation(text + decode(separator) + decode(closing))).think();
  }

  /** The ids as text, without the part of the separator at their end. */
  String text(TokenIds think) {
    byte[] bytes = tokenizer.bytes(think);
    return decode(Arrays.copyOf(bytes, bytes.length - separatorAtEnd(bytes)));
  }

  /** The part of the separator that these ids lack at their end, all of it in most cases. */
  String missingSeparator(TokenIds think) {
    int present = separatorAtEnd(tokenizer.bytes(think));
    return decode(Arrays.copyOfRange(separator, present, separator.length));
  }

  /** The ids without trailing tokens that are wholly part of the separator. */
  TokenIds withoutSeparator(TokenIds ids) {
    byte[] bytes = tokenizer.bytes(ids);
    return ids.slice(0, tokensNeeded(ids, bytes.length - separatorAtEnd(bytes)));
  }

  private TokenIds withoutEndOfTurn(TokenIds ids, byte[] bytes) {
    int end = ids.size();
    int endByte = bytes.length;
    while (end > 0 && tokenizer.isSpecial(ids.get(end - 1))) {
      endByte -= tokenizer.byteLength(ids.get(--end));
    }
    TokenIds rest = ids.slice(0, end);
    int text = endByte - endOfTurn.length;
    boolean ended =
        text >= 0 && Arrays.equals(bytes, text, endByte, endOfTurn, 0, endOfTurn.length);
    return ended ? rest.slice(0, tokensWithin(rest, text)) : rest;
  }

  /** The longest start of the separator that the bytes end with. */
  private int separatorAtEnd(byte[] bytes) {
    for (int length = Math.min(separator.length, bytes.length); length > 0; length--) {
      if (Arrays.equals(bytes, bytes.length - length, bytes.length, separator, 0, length)) {
        return length;
      }
    }
    return 0;
  }

  /** How many leading tokens lie wholly within the first {@code limit} bytes. */
  private int tokensWithin(TokenIds ids, int limit) {
    int count = 0;
    for (int at = 0; count < ids.size(); count++) {
      at += tokenizer.byteLength(ids.get(count));
      if (at > limit) {
        break;
      }
    }
    return count;
  }

  /** How many leading tokens it takes to hold the first {@code limit} bytes. */
  private int tokensNeeded(TokenIds ids, int limit) {
    int count = 0;
    for (int at = 0; at < limit; count++) {
      at += tokenizer.byteLength(ids.get(count));
    }
    return count;
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int at = 0; at + wanted.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  /** Separators and tags are cut at characters only where they are ASCII; else U+FFFD stands in. */
  private static String decode(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
