package io.didact.model.decoder;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The windows of families that name each layer's kind: {@code layer_types}, or where that is left
 * out {@code max_window_layers}, the first layer that slides. {@code use_sliding_window} turns both
 * on.
 */
final class LayerTypes {
  static final String FULL = "full_attention";
  static final String SLIDING = "sliding_attention";

  /** Where {@code sliding_window} and {@code max_window_layers} are left out. */
  private static final int USUAL_WINDOW = 4096;

  private static final int USUAL_FIRST = 28;

  private LayerTypes() {}

  static AttentionWindow read(ConfigJson in, int layers) {
    List<Boolean> listed = listed(in, layers);
    if (!slides(in, listed)) {
      return AttentionWindow.FULL;
    }
    int first = in.integer("max_window_layers", USUAL_FIRST);
    List<Boolean> counted = IntStream.range(0, layers).mapToObj(layer -> layer >= first).toList();
    if (in.isGiven("layer_types")
        && in.isGiven("max_window_layers")
        && !listed.equals(counted)) {
      in.remark(
          "max_window_layers is "
              + first
              + ", which is not what layer_types says: layer_types is taken");
    }
    return window(in, in.isGiven("layer_types") ? listed : counted);
  }

  /**
   * @param usual for each layer, whether it slides where {@code layer_types} does not say
   */
  static AttentionWindow read(ConfigJson in, int layers, List<Boolean> usual) {
    List<Boolean> listed = listed(in, layers);
    return slides(in, listed)
        ? window(in, in.isGiven("layer_types") ? listed : usual)
        : AttentionWindow.FULL;
  }

  /**
   * For families whose layers slide without being told so.
   *
   * @param usual for each layer, whether it slides where {@code layer_types} does not say
   */
  static AttentionWindow readAlways(ConfigJson in, int layers, List<Boolean> usual) {
    List<Boolean> listed = listed(in, layers);
    List<Boolean> sliding = in.isGiven("layer_types") ? listed : usual;
    if (in.isNull("sliding_window") && sliding.contains(true)) {
      in.complain(
          "sliding_window must be given where layers slide: layer "
              + sliding.indexOf(true)
              + " does");
    }
    in.value("sliding_window"); // means nothing where no layer slides
    return sliding.contains(true) ? window(in, sliding) : AttentionWindow.FULL;
  }

  /** Slides in all layers but every {@code interval}th. */
  static List<Boolean> butEvery(int interval, int layers) {
    return IntStream.range(0, layers).mapToObj(layer -> (layer + 1) % interval != 0).toList();
  }

  private static AttentionWindow window(ConfigJson in, List<Boolean> layers) {
    return AttentionWindow.of(in.atLeastOne("sliding_window", USUAL_WINDOW), layers);
  }

  private static boolean slides(ConfigJson in, List<Boolean> listed) {
    boolean slides = in.flag("use_sliding_window") && !in.isNull("sliding_window");
    in.value("sliding_window"); // means nothing where it is not used
    in.refuseIf(
        "layer_types with " + SLIDING + " without use_sliding_window and sliding_window",
        !slides && listed.contains(true));
    return slides;
  }

  /** For each layer that {@code layer_types} names, whether it slides. */
  private static List<Boolean> listed(ConfigJson in, int layers) {
    List<String> types = in.texts("layer_types");
    if (in.isGiven("layer_types")) {
      requireKinds(in, types, layers);
    }
    return types.stream().map(SLIDING::equals).toList();
  }

  /**
   * For families in which one window is that of all layers.
   *
   * @param slides whether there is one
   */
  static AttentionWindow readOne(ConfigJson in, int layers, boolean slides) {
    String kind = slides ? SLIDING : FULL;
    in.refuseIf(
        "layer_types of several kinds (a model of this family has one)",
        !in.texts("layer_types").stream().allMatch(kind::equals));
    return slides
        ? AttentionWindow.ofAll(in.atLeastOne("sliding_window", USUAL_WINDOW), layers)
        : AttentionWindow.FULL;
  }

  /** The inverse of {@link #readOne}. */
  static void writeOne(AttentionWindow window, ObjectNode json) {
    if (window instanceof AttentionWindow.Sliding sliding) {
      json.put("sliding_window", sliding.tokens());
    } else {
      json.putNull("sliding_window");
    }
  }

  /** For families whose layers all see everything. */
  static void requireFull(ConfigJson in) {
    in.refuseIf(
        "layer_types with another kind than " + FULL,
        !in.texts("layer_types").stream().allMatch(FULL::equals));
  }

  private static void requireKinds(ConfigJson in, List<String> types, int layers) {
    if (types.size() != layers) {
      in.complain(
          "layer_types must have " + layers + " entries (num_hidden_layers), had " + types.size());
    }
    types.stream()
        .filter(type -> !type.equals(FULL) && !type.equals(SLIDING))
        .distinct()
        .forEach(
            type ->
                in.complain("layer_types must be " + FULL + " or " + SLIDING + ", was " + type));
  }

  static void write(AttentionWindow window, ObjectNode json) {
    json.put("use_sliding_window", window instanceof AttentionWindow.Sliding);
    if (window instanceof AttentionWindow.Sliding sliding) {
      json.put("sliding_window", sliding.tokens());
      int first = sliding.layers().indexOf(true);
      if (!sliding.layers().subList(first, sliding.layers().size()).contains(false)) {
        json.put("max_window_layers", first); // all that older readers know
      }
      writeAlways(window, sliding.layers().size(), json);
    }
  }

  /** The inverse of {@link #readAlways}. */
  static void writeAlways(AttentionWindow window, int layers, ObjectNode json) {
    List<Boolean> slides = Collections.nCopies(layers, false);
    if (window instanceof AttentionWindow.Sliding sliding) {
      json.put("sliding_window", sliding.tokens());
      slides = sliding.layers();
    }
    ArrayNode types = json.putArray("layer_types");
    slides.forEach(each -> types.add(each ? SLIDING : FULL));
  }
}
