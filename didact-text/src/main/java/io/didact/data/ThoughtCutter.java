package io.didact.data;

import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts ids where an explanation ends by the rules of {@link Explanation}, in the bytes that the ids
 * stand for; no id is ever made anew. Teacher and student cut at the same texts, so that a thought
 * is the same to both.
 */
final class ThoughtCutter {
  private final Tokenizer tokenizer;
  private final byte[] closing;
  private final List<byte[]> ends;
  private final byte[] thoughtClosing;
  private final byte[] separator;

  /**
   * @param closing the tag that ends a thought as it should
   */
  ThoughtCutter(Tokenizer tokenizer, String closing, TagFormat format) {
    this.tokenizer = tokenizer;
    this.closing = bytes(closing);
    this.ends = format.thoughtEnds().stream().map(ThoughtCutter::bytes).toList();
    this.thoughtClosing = bytes(format.thought().close());
    this.separator = bytes(format.inner());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Total on ids of the tokenizer: every completion has a result. */
  Explanation cut(TokenIds completion) {
    byte[] bytes = tokenizer.bytes(completion);
    int end = bytes.length;
    byte[] by = {};
    for (byte[] each : ends) {
      int at = indexOf(bytes, each);
      if (at >= 0 && (at < end || at == end && each.length > by.length)) {
        end = at;
        by = each;
      }
    }
    TokenIds before = completion.slice(0, tokensWithin(completion, end));
    boolean closed = Arrays.equals(by, closing);
    boolean tagged = !closed && Arrays.equals(by, thoughtClosing);
    TokenIds think = closed || tagged ? withoutSeparator(before) : withoutSpecials(before);
    return new Explanation(think, closed, tagged, text(think));
  }

  /** The ids of a text, as if it had been sampled before the closing tag. */
  TokenIds think(String text) {
    return cut(tokenizer.encodeContinuation(text + decode(separator) + decode(closing))).think();
  }

  /**
   * What a problem's trace teaches: its ids as they were sampled, where they are this tokenizer's
   * and write the trace; else the ids of its text.
   */
  TokenIds thought(Problem problem) {
    TokenIds ids = problem.traceIds();
    if (ids == null || !writes(ids, problem)) {
      return think(TeacherFormat.traceOf(problem));
    }
    return endsWithin(ids) ? cut(ids).think() : ids;
  }

  /** Whether the ids are this tokenizer's, and the problem's trace is what they write. */
  boolean writes(TokenIds ids, Problem problem) {
    return ids.stream().allMatch(tokenizer::has) && text(ids).equals(problem.trace());
  }

  private boolean endsWithin(TokenIds ids) {
    byte[] bytes = tokenizer.bytes(ids);
    return ends.stream().anyMatch(each -> indexOf(bytes, each) >= 0);
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

  /** The ids without special tokens at their end. */
  TokenIds withoutSpecials(TokenIds ids) {
    int end = ids.size();
    while (end > 0 && tokenizer.isSpecial(ids.get(end - 1))) {
      end--;
    }
    return ids.slice(0, end);
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
