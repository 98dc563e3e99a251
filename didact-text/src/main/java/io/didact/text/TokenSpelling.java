package io.didact.text;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** How the vocabulary of a {@code tokenizer.json} writes bytes as characters. */
enum TokenSpelling {
  /** A token is its own text. */
  PLAIN {
    @Override
    byte[] bytes(String token) {
      return token.getBytes(StandardCharsets.UTF_8);
    }
  },

  /** GPT-2's alphabet: each of the 256 bytes is one printable character. */
  BYTE_LEVEL {
    @Override
    byte[] bytes(String token) {
      byte[] bytes = new byte[token.length()];
      for (int i = 0; i < bytes.length; i++) {
        int value = ByteAlphabet.byteOf(token.charAt(i));
        if (value < 0) {
          return PLAIN.bytes(token); // an entry outside the alphabet can only be a token's own text
        }
        bytes[i] = (byte) value;
      }
      return bytes;
    }
  },

  /** SentencePiece's: '▁' is a space, and {@code <0x0A>} a byte that has no token of its own. */
  SENTENCE_PIECE {
    @Override
    byte[] bytes(String token) {
      if (token.matches("<0x[0-9A-Fa-f]{2}>")) {
        return new byte[] {(byte) Integer.parseInt(token.substring(3, 5), 16)};
      }
      return written(token).getBytes(StandardCharsets.UTF_8);
    }

    /** Marks keep their text; others ({@code ▁▁} of Gemma) are entries like those around them. */
    @Override
    byte[] bytes(AddedToken token) {
      return token.special() ? super.bytes(token) : bytes(token.content());
    }

    @Override
    String written(String text) {
      return text.replace('▁', ' ');
    }
  };

  /** The bytes one vocabulary entry stands for. */
  abstract byte[] bytes(String token);

  /**
   * The spelling a file uses, from its decoder, steps and model. It is a guess where a file
   * contradicts itself: each text is held against what was made of it ({@link WrittenText}).
   */
  static TokenSpelling of(JsonNode root) {
    if (mentions(root.path("decoder"), "ByteLevel")
        || mentions(root.path("normalizer"), "ByteLevel")
        || mentions(root.path("pre_tokenizer"), "ByteLevel")) {
      return BYTE_LEVEL;
    }
    boolean sentencePiece =
        root.path("model").path("byte_fallback").asBoolean(false)
            || mentions(root.path("decoder"), "Metaspace")
            || mentions(root.path("pre_tokenizer"), "Metaspace")
            || mentions(root.path("normalizer"), "▁")
            || mentions(root.path("decoder"), "▁");
    return sentencePiece ? SENTENCE_PIECE : PLAIN;
  }

  /** The bytes of an added token: its text, as no vocabulary spells it. */
  byte[] bytes(AddedToken token) {
    return token.content().getBytes(StandardCharsets.UTF_8);
  }

  /** The text that the ids of a text stand for, where nothing else changes it. */
  String written(String text) {
    return text;
  }

  private static boolean mentions(JsonNode step, String value) {
    return step.isString()
        ? step.stringValue().equals(value)
        : step.valueStream().anyMatch(part -> mentions(part, value));
  }
}
