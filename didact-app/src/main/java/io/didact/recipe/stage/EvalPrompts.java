package io.didact.recipe.stage;

import io.didact.data.StudentFormat;
import io.didact.data.TagFormat;
import io.didact.engine.KnownIds;
import io.didact.engine.Sampling;
import io.didact.eval.task.PromptWriter;
import io.didact.eval.task.Question;
import io.didact.eval.task.Room;
import io.didact.model.decoder.DecoderConfig;
import io.didact.recipe.model.ModelInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How an evaluation asks a model. */
record EvalPrompts(EvalStage stage, ModelInfo model) {

  PromptWriter writer() throws IOException {
    try {
      Optional<StudentFormat> student =
          tags().map(tags -> new StudentFormat(tags, model.tokenizer()));
      return new PromptWriter(
          stage.asking(), model.tokenizer(), model.template(), student, stage.opening());
    } catch (IllegalArgumentException e) {
      throw new IOException(model.name() + ": " + e.getMessage(), e);
    }
  }

  /** The tags as the model reads them, where there are any. */
  Optional<TagFormat> tags() throws IOException {
    return stage.usesTags() ? Optional.of(model.joined(stage.tags())) : Optional.empty();
  }

  /** A chat also ends where the model's template ends a turn. */
  Sampling sampling(PromptWriter prompts) throws IOException {
    List<String> stops = new ArrayList<>(stage.asking().stop());
    prompts.tags().ifPresent(format -> stops.addAll(format.stops()));
    Sampling sampling = stage.sampling().stoppingAt(model, stops);
    return prompts.chats() ? model.endingChats(sampling) : sampling;
  }

  /** Gives questions back that the model can be asked; refuses others. */
  Function<Question, Question> room(PromptWriter prompts) throws IOException {
    DecoderConfig config = model.checkpoint().config();
    Sampling sampling = sampling(prompts);
    return question -> {
      KnownIds.require("its prompt", prompts.prompt(question).ids(), config.vocabSize());
      Room.require(prompts, question, config.maxPositions(), sampling, stage.asking().budget());
      return question;
    };
  }
}
