package io.didact.recipe.stage;

import io.didact.data.synthetic.Documents;
import io.didact.model.decoder.DecoderConfig;
import io.didact.recipe.model.ModelRef;
import java.io.IOException;
import java.util.List;

/** What a stage may ask that has to say how much work it is, before anything has run. */
public interface Forecast {
  /**
   * The architecture of a model, which need not be on this machine.
   *
   * @throws IOException where it is not known, saying what to do
   */
  DecoderConfig model(ModelRef ref) throws IOException;

  /**
   * What a source holds for the stage that asks.
   *
   * @param longest tokens that a trace of it may have
   * @throws IOException where that is not known, saying what to do
   */
  Material material(Source source, int longest) throws IOException;

  /** Mean tokens of documents. */
  double document(Documents documents);

  /**
   * Mean tokens of texts for the stage that asks.
   *
   * @throws IOException where the tokenizer is damaged
   */
  double text(List<String> texts) throws IOException;

  /** Tells of something that the reckoning takes for granted about the stage that asks. */
  void assume(String what);

  /** Mean tokens of what a model writes, of {@code limit} at most. */
  double written(int limit);
}
