package io.didact.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
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

  private static final Set<String> MODELS = Set.of("BPE", "Unigram", "WordLevel");

  /** The bytes one vocabulary entry stands for. */
  abstract byte[] bytes(String token);

  /**
   * The spelling a file uses, from its decoder, pre-tokenizer and model.
   *
   * @throws IOException if its tokens have no bytes of their own, as with WordPiece
   */
  static TokenSpelling of(JsonNode root, String origin) throws IOException {
    JsonNode model = root.path("model");
    String type = model.path("type").asString("BPE");
    if (!MODELS.contains(type)) {
      throw new IOException(
          origin
              + " has a model of type "
              + type
              + "; supported are BPE, Unigram and WordLevel, the types of generating models");
    }
    for (String affix : new String[] {"continuing_subword_prefix", "end_of_word_suffix"}) {
      if (!model.path(affix).asString("").isEmpty()) {
        throw new IOException(
            origin
                + " marks word parts ("
                + affix
                + "), which is not supported: text would be lost");
      }
    }
    if (mentions(root.path("decoder"), "ByteLevel")
        || mentions(root.path("normalizer"), "ByteLevel")
        || mentions(root.path("pre_tokenizer"), "ByteLevel")) {
      return BYTE_LEVEL;
    }
    boolean sentencePiece =
        model.path("byte_fallback").asBoolean(false)
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
    return step.toString().contains('"' + value + '"');
  }
}
