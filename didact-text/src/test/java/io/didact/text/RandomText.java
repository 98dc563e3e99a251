package io.didact.text;

import java.util.List;
import java.util.SplittableRandom;

/** Random texts that are likely to hit what tokenizers do at edges. */
public final class RandomText {
  private static final List<String> PIECES =
      List.of(
          "the",
          " step",
          " 12",
          "3",
          "=",
          " + ",
          ".",
          "|>",
          "<|",
          "<",
          "|",
          "\n",
          "\n\n",
          "\n\n\n",
          "\r\n",
          " ",
          "   ",
          "\t",
          "é",
          "e\u0301",
          "我想",
          "🦙",
          "👩‍👩‍👧",
          "\u0000",
          "\u200b",
          "Ġ",
          "▁",
          "don't",
          "\\frac{1}{2}",
          "$x^2$",
          "{question}",
          "�",
          "\uFEFF",
          "\u1112\u1161\u11ab");

  private RandomText() {}

  /** Up to {@code maxPieces} pieces, among them {@code further} ones and single code points. */
  public static String next(SplittableRandom random, int maxPieces, List<String> further) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(maxPieces + 1); n > 0; n--) {
      int kind = random.nextInt(10);
      if (kind < 6) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      } else if (kind < 8 && !further.isEmpty()) {
        text.append(further.get(random.nextInt(further.size())));
      } else {
        text.appendCodePoint(codePoint(random));
      }
    }
    return text.toString();
  }

  private static int codePoint(SplittableRandom random) {
    int codePoint = random.nextInt(random.nextBoolean() ? 0x80 : Character.MAX_CODE_POINT + 1);
    boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
    return surrogate ? '?' : codePoint;
  }
}
