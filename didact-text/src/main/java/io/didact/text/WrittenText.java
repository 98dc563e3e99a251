package io.didact.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Holds a text against what its ids stand for, so that nothing of it is lost unseen: characters
 * that a vocabulary lacks, or that a normalizer takes for others.
 *
 * <p>Texts that Unicode calls canonically equivalent (é as one character or two) are the same here.
 */
final class WrittenText {
  private final TokenBytes vocabulary;
  private final TokenSpelling spelling;

  WrittenText(TokenBytes vocabulary, TokenSpelling spelling) {
    this.vocabulary = vocabulary;
    this.spelling = spelling;
  }

  /**
   * The index of the first character that is not written, or −1 where all are.
   *
   * @param spaced whether spaces may have been put in
   */
  int firstLost(String text, TokenIds ids, boolean spaced) {
    String wanted = spelling.written(text);
    if (Arrays.equals(vocabulary.bytes(ids), wanted.getBytes(StandardCharsets.UTF_8))) {
      return -1;
    }
    Walk walk = new Walk(apart(wanted), spaced);
    ByteArrayOutputStream open = new ByteArrayOutputStream();
    for (int i = 0; i < ids.size() && !walk.differs; i++) {
      @Nullable AddedToken stripping = vocabulary.stripping(ids.get(i));
      if (stripping == null) {
        open.writeBytes(vocabulary.bytes(ids.get(i)));
      } else {
        walk.take(apart(open.toString(StandardCharsets.UTF_8)));
        open.reset();
        walk.skipWhiteSpace(stripping.stripsLeft());
        walk.take(apart(stripping.content()));
        walk.skipWhiteSpace(stripping.stripsRight());
      }
    }
    walk.take(apart(open.toString(StandardCharsets.UTF_8)));
    return walk.isWhole() ? -1 : index(text, walk.at);
  }

  private static String apart(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD);
  }

  /** Where in a text the character is that has this place when all are taken apart. */
  private static int index(String text, int place) {
    int rest = place;
    int last = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      last = i;
      rest -= apart(Character.toString(text.codePointAt(i))).length();
      if (rest < 0) {
        break;
      }
    }
    return last;
  }

  /** White space as the tokenizers library has it, which is Unicode's. */
  static boolean isWhiteSpace(int codePoint) {
    return Character.isSpaceChar(codePoint)
        || codePoint >= '\t' && codePoint <= '\r'
        || codePoint == 0x85;
  }

  /** Goes along a text with what was written. */
  private static final class Walk {
    private final String wanted;
    private final boolean spaced;
    private int at;
    private boolean differs;

    Walk(String wanted, boolean spaced) {
      this.wanted = wanted;
      this.spaced = spaced;
    }

    void take(String written) {
      for (int i = 0; i < written.length() && !differs; i++) {
        if (at < wanted.length() && written.charAt(i) == wanted.charAt(at)) {
          at++;
        } else {
          differs = !spaced || written.charAt(i) != ' ';
        }
      }
    }

    void skipWhiteSpace(boolean taken) {
      while (taken && at < wanted.length() && isWhiteSpace(wanted.charAt(at))) {
        at++;
      }
    }

    boolean isWhole() {
      return !differs && at == wanted.length();
    }
  }
}
