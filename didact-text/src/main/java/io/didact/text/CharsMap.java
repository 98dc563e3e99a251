package io.didact.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;
import java.util.Deque;

/**
 * Looks through a {@code Precompiled} normalizer's table before the library does, which trusts it
 * and would end the process where it points outside itself.
 *
 * <p>The table is SentencePiece's: the size of a trie in bytes, the trie as a double array of
 * 32-bit units (Darts-clone), and after it the texts that its leaves point to, each ended by a 0.
 * From a unit at place p the children lie at p ⊕ offset ⊕ byte, and a leaf at p ⊕ offset.
 */
final class CharsMap {
  private final int[] units;
  private final byte[] texts;
  private final String origin;

  private CharsMap(int[] units, byte[] texts, String origin) {
    this.units = units;
    this.texts = texts;
    this.origin = origin;
  }

  /**
   * @throws IOException if a look-up could leave the table
   */
  static void check(String base64, String origin) throws IOException {
    ByteBuffer table;
    try {
      table = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IllegalArgumentException e) {
      throw damaged(origin, "it is not Base64");
    }
    int size = table.remaining() < 4 ? -1 : table.getInt();
    if (size <= 0 || size % 4 != 0 || size > table.remaining()) {
      throw damaged(origin, "its trie has " + size + " bytes");
    }
    int[] units = new int[size / 4];
    table.asIntBuffer().get(units);
    byte[] texts = new byte[table.remaining() - size];
    table.position(table.position() + size).get(texts);
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(texts));
    } catch (CharacterCodingException e) {
      throw damaged(origin, "its texts are not UTF-8");
    }
    new CharsMap(units, texts, origin).walk();
  }

  private void walk() throws IOException {
    BitSet seen = new BitSet(units.length);
    Deque<Integer> open = new ArrayDeque<>();
    open.add(0);
    while (!open.isEmpty()) {
      int place = open.remove();
      if (seen.get(place)) {
        continue;
      }
      seen.set(place);
      int base = place ^ offset(units[place]);
      // Any byte may come next: the whole block of 256 places must be there.
      if ((base | 0xFF) >= units.length) {
        throw damaged(origin, "unit " + place + " points outside it");
      }
      if ((units[place] >>> 8 & 1) == 1) {
        requireText(units[base] & 0x7FFF_FFFF);
      }
      for (int next = 1; next < 256; next++) {
        if ((units[base ^ next] & 0x8000_00FF) == next) {
          open.add(base ^ next);
        }
      }
    }
  }

  private static int offset(int unit) {
    return (unit >>> 10) << ((unit & 1 << 9) >>> 6);
  }

  private void requireText(int start) throws IOException {
    if (start > texts.length || (start < texts.length && (texts[start] & 0xC0) == 0x80)) {
      throw damaged(origin, "a leaf points to text " + start + " of " + texts.length);
    }
  }

  private static IOException damaged(String origin, String problem) {
    return new IOException(
        origin + ": the table of its Precompiled normalizer is damaged: " + problem);
  }
}
