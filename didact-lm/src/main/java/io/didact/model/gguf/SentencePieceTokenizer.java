package io.didact.model.gguf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/**
 * A BPE of SentencePiece, as of Llama 2, Mistral and Gemma. It has scores and no merges: a piece
 * may be merged of any two others, and the best score goes first. So do transformers, which write
 * the same merges from the original file.
 *
 * <p>What llama.cpp's converter changed is undone before: scores of added tokens are −1000 there,
 * and user-defined ones have spaces for '▁'.
 */
final class SentencePieceTokenizer extends TokenizerJson {
  private static final String SCORES = "tokenizer.ggml.scores";
  private static final String TAB_BYTE = "<0x09>";

  private final Vocabulary vocabulary;
  private final float[] scores;
  private final boolean prefixed;

  SentencePieceTokenizer(Metadata metadata) throws IOException {
    Vocabulary written = Vocabulary.of(metadata);
    this.scores = metadata.numbers(SCORES);
    if (scores.length != written.size()) {
      throw metadata.wrong(
          "%s has %d items for %d tokens".formatted(SCORES, scores.length, written.size()));
    }
    this.vocabulary = new Vocabulary(metadata, pieces(written), written.types());
    this.prefixed = metadata.flag("tokenizer.ggml.add_space_prefix", true);
  }

  /** As SentencePiece spells them. A tab is a piece of its own, as transformers have it. */
  private static List<String> pieces(Vocabulary written) {
    List<String> pieces = new ArrayList<>(written.tokens());
    for (int i = 0; i < pieces.size(); i++) {
      if (written.types().get(i) == TokenType.USER_DEFINED) {
        pieces.set(i, pieces.get(i).replace(' ', '▁'));
      }
    }
    int tab = pieces.indexOf(TAB_BYTE);
    if (tab >= 0 && !pieces.contains("\t")) {
      pieces.set(tab, "\t");
    }
    return pieces;
  }

  @Override
  Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  boolean isInModel(int id) {
    return vocabulary.types().get(id) != TokenType.UNUSED;
  }

  @Override
  JsonNode normalizer() {
    String replace =
        "{\"type\": \"Replace\", \"pattern\": {\"String\": \" \"}, \"content\": \"▁\"}";
    return json(
        prefixed
            ? """
              {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, %s]}
              """
                .formatted(replace)
            : replace);
  }

  /** Cuts nothing, once spaces are replaced: a whole text is merged. */
  @Override
  JsonNode preTokenizer() {
    return json(
        """
        {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious",
         "invert": false}
        """);
  }

  @Override
  JsonNode decoder() {
    String strip = ", {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}";
    return json(
        """
        {"type": "Sequence", "decoders": [
          {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
          {"type": "ByteFallback"}, {"type": "Fuse"}%s]}
        """
            .formatted(prefixed ? strip : ""));
  }

  @Override
  void settings(JsonGenerator out) throws IOException {
    String unknown = unknown();
    if (unknown == null) {
      out.writeNullProperty("unk_token");
    } else {
      out.writeStringProperty("unk_token", unknown);
    }
    out.writeBooleanProperty("fuse_unk", true);
    out.writeBooleanProperty("byte_fallback", true);
    out.writeBooleanProperty("ignore_merges", false);
  }

  private @Nullable String unknown() throws IOException {
    OptionalInt id = vocabulary.id("unk");
    int found = id.isPresent() ? id.getAsInt() : vocabulary.types().indexOf(TokenType.UNKNOWN);
    return found < 0 ? null : vocabulary.tokens().get(found);
  }

  /**
   * One way to make a piece of two others.
   *
   * @param score of the piece
   */
  private record Merge(float score, String left, String right, int leftId, int rightId) {
    int leftLength() {
      return left.codePointCount(0, left.length());
    }

    int rightLength() {
      return right.codePointCount(0, right.length());
    }
  }

  @Override
  void merges(JsonGenerator out) {
    List<Merge> merges = merges();
    merges.sort(
        Comparator.comparing(Merge::score)
            .thenComparing(Merge::leftLength)
            .thenComparing(Merge::rightLength)
            .reversed()); // stable: equals stay in order of their pieces' ids
    for (Merge merge : merges) {
      out.writeStartArray();
      out.writeString(merge.left());
      out.writeString(merge.right());
      out.writeEndArray();
    }
  }

  private List<Merge> merges() {
    Map<String, Integer> ids = new HashMap<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      if (isInModel(id)) {
        ids.put(vocabulary.tokens().get(id), id);
      }
    }
    List<Merge> merges = new ArrayList<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      String piece = vocabulary.tokens().get(id);
      boolean isByte = vocabulary.types().get(id) == TokenType.BYTE && !piece.equals("\t");
      if (isInModel(id) && !isByte) {
        addMerges(piece, score(id), ids, merges);
      }
    }
    return merges;
  }

  private float score(int id) {
    return vocabulary.types().get(id).isAdded() ? 0 : scores[id];
  }

  private static void addMerges(
      String piece, float score, Map<String, Integer> ids, List<Merge> merges) {
    List<Merge> ways = new ArrayList<>();
    for (int i = 0; (i = next(piece, i)) < piece.length(); ) {
      Integer left = ids.get(piece.substring(0, i));
      Integer right = left == null ? null : ids.get(piece.substring(i));
      if (left != null && right != null) {
        ways.add(new Merge(score, piece.substring(0, i), piece.substring(i), left, right));
      }
    }
    ways.sort(Comparator.comparing(Merge::leftId).thenComparing(Merge::rightId));
    merges.addAll(ways);
  }

  private static int next(String text, int at) {
    return at >= text.length() ? text.length() : text.offsetByCodePoints(at, 1);
  }
}
