package io.didact.text;

import java.util.Arrays;

/**
 * The byte alphabet of GPT-2 and its heirs: printable Latin-1 characters stand for themselves, the
 * other 68 bytes, in rising order, for the characters from U+0100 on. A space is 'Ġ', a newline
 * 'Ċ'.
 */
final class ByteAlphabet {
  private static final int[] BYTE_OF = new int[256 + 68];

  static {
    Arrays.fill(BYTE_OF, -1);
    int next = 256;
    for (int value = 0; value < 256; value++) {
      boolean printable =
          (value >= '!' && value <= '~') || (value >= 0xA1 && value <= 0xFF && value != 0xAD);
      BYTE_OF[printable ? value : next++] = value;
    }
  }

  private ByteAlphabet() {}

  /** The byte a character stands for, 0 to 255, or −1 where the alphabet lacks the character. */
  static int byteOf(char character) {
    return character < BYTE_OF.length ? BYTE_OF[character] : -1;
  }
}
