package io.didact.model.checkpoint;

import io.didact.jinja.ChatTemplate;
import io.didact.model.decoder.AttentionWindow;
import io.didact.model.decoder.DecoderConfig;
import io.didact.text.ChatTemplateFiles;
import io.didact.text.ModelFile;
import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What can be said of a model directory without loading its weights, and all that is wrong with it.
 * Reads the small files and the headers of the weights' files.
 *
 * @param config the architecture; empty where config.json is not usable
 * @param window {@code sliding_window} where config.json asks for one
 * @param endIds ids that end a turn
 * @param weights the files of the weights
 * @param tokenizer empty where there is none or it is not usable
 * @param templates chat templates that were found
 * @param problems all that is wrong
 */
public record Inspection(
    Optional<DecoderConfig> config,
    Optional<Integer> window,
    List<Integer> endIds,
    WeightFiles weights,
    Optional<TokenizerFacts> tokenizer,
    List<Template> templates,
    List<ModelProblem> problems) {
  private static final String CONFIG = "config.json";
  private static final String GENERATION = "generation_config.json";

  /**
   * @param size one more than the largest id
   * @param special tokens that are marked as such, in the order of their ids
   */
  public record TokenizerFacts(int size, List<SpecialToken> special) {}

  /** A token with a meaning of its own: end of turn, padding and their like. */
  public record SpecialToken(int id, String text) {}

  /**
   * A chat template.
   *
   * @param name {@code default} where it has none of its own
   * @param source file, or file and key
   */
  public record Template(String name, String source) {}

  public Inspection {
    endIds = List.copyOf(endIds);
    templates = List.copyOf(templates);
    problems = List.copyOf(problems);
  }

  /**
   * Looks at a directory.
   *
   * @param directory must be there
   */
  public static Inspection of(Path directory) {
    return new Reader(directory).read();
  }

  /** Whether nothing is wrong that stands in the way of loading the model. */
  public boolean usable() {
    return problems.stream().noneMatch(ModelProblem::fatal);
  }

  private static final class Reader {
    private final Path directory;
    private final List<ModelProblem> problems = new ArrayList<>();

    Reader(Path directory) {
      this.directory = directory;
    }

    Inspection read() {
      Optional<Checkpoint> checkpoint = open();
      Optional<DecoderConfig> config = checkpoint.map(Checkpoint::config);
      List<Integer> endIds = checkpoint.map(this::endIds).orElse(List.of());
      WeightHeaders headers =
          WeightHeaders.read(directory, config.filter(DecoderConfig::tiedHead).isPresent());
      checkpoint.ifPresent(found -> problems.addAll(found.remarks()));
      problems.addAll(headers.problems());
      config.ifPresent(known -> problems.addAll(WeightComparison.of(known, headers)));
      Optional<TokenizerFacts> tokenizer = tokenizer();
      if (config.isPresent() && tokenizer.isPresent()) {
        compare(tokenizer.get(), config.get());
      }
      problems.addAll(TwoHomes.of(directory, checkpoint, endIds, WeightFiles.of(headers)));
      List<Template> templates = TemplatePlaces.in(directory, json("tokenizer_config.json"));
      checkTemplates();
      return new Inspection(
          config,
          config.flatMap(Reader::window),
          endIds,
          WeightFiles.of(headers),
          tokenizer,
          templates,
          problems);
    }

    private void complain(String where, String what, String remedy) {
      problems.add(ModelProblem.fatal(where, what, remedy));
    }

    private void warn(String where, String what, String remedy) {
      problems.add(ModelProblem.warning(where, what, remedy));
    }

    private Optional<Checkpoint> open() {
      try {
        Checkpoint checkpoint = Checkpoint.open(directory);
        return Optional.of(checkpoint);
      } catch (IOException e) {
        if (!Files.exists(directory.resolve(CONFIG)) && Adapter.isIn(directory)) {
          return Optional.empty(); // which is told of with the weights
        }
        String what = WeightHeaders.message(directory.resolve(CONFIG), e);
        complain(
            CONFIG,
            WeightHeaders.message(directory, new IOException(what)),
            Files.exists(directory.resolve(CONFIG))
                ? "nothing can be done with what is not supported; else mend the file"
                : "give the directory that holds the model's config.json");
        return Optional.empty();
      }
    }

    /** A template that cannot be read stands in the way of conversations only. */
    private void checkTemplates() {
      try {
        ChatTemplateFiles.open(directory).ifPresent(ChatTemplate::check);
      } catch (IOException | IllegalArgumentException e) {
        warn(
            "chat template",
            String.valueOf(e.getMessage()),
            "give the prompts in a tag format, with turns: literal");
      }
    }

    /** A file's content; nothing where it is not there, too large or not JSON. */
    private JsonNode json(String name) {
      try {
        Optional<byte[]> content = ModelFile.read(directory, name);
        if (content.isPresent()) {
          return JsonMapper.shared().readTree(content.get());
        }
      } catch (IOException | JacksonException e) {
        // whoever needs the file says what is wrong with it
      }
      return JsonMapper.shared().createObjectNode();
    }

    private static Optional<Integer> window(DecoderConfig config) {
      return config.variations().window() instanceof AttentionWindow.Sliding sliding
          ? Optional.of(sliding.tokens())
          : Optional.empty();
    }

    private List<Integer> endIds(Checkpoint checkpoint) {
      List<Integer> ids;
      try {
        ids = checkpoint.endIds();
      } catch (IOException e) {
        complain(
            GENERATION,
            WeightHeaders.message(Path.of(GENERATION), e),
            "fetch it again, or delete it: then config.json's eos_token_id is used");
        return List.of();
      }
      if (ids.isEmpty()) {
        warn(
            CONFIG,
            "names no end id (eos_token_id)",
            "add it: without one a sample ends only at its longest length, or at a tag");
      }
      return ids;
    }

    private Optional<TokenizerFacts> tokenizer() {
      if (!Files.isRegularFile(directory.resolve(Tokenizer.FILE_NAME))) {
        warn(
            Tokenizer.FILE_NAME,
            "is not there, so the model works on token ids alone",
            "put the model's own beside the weights; training needs it");
        return Optional.empty();
      }
      try {
        Tokenizer tokenizer = Tokenizer.load(directory);
        List<SpecialToken> special =
            IntStream.range(0, tokenizer.size())
                .filter(tokenizer::isSpecial)
                .mapToObj(id -> new SpecialToken(id, tokenizer.decode(TokenIds.of(id))))
                .toList();
        return Optional.of(new TokenizerFacts(tokenizer.size(), special));
      } catch (IOException e) {
        complain(
            Tokenizer.FILE_NAME,
            WeightHeaders.message(directory.resolve(Tokenizer.FILE_NAME), e),
            "fetch the model's tokenizer.json again");
        return Optional.empty();
      }
    }

    /** Special tokens that the model has no rows for (padding, mostly) are never written. */
    private void compare(TokenizerFacts tokenizer, DecoderConfig config) {
      int beyond = tokenizer.size() - config.vocabSize();
      if (beyond > 0) {
        long special =
            tokenizer.special().stream().filter(each -> each.id() >= config.vocabSize()).count();
        problems.add(
            new ModelProblem(
                special < beyond,
                Tokenizer.FILE_NAME,
                "has ids up to "
                    + (tokenizer.size() - 1)
                    + ", the model only below vocab_size "
                    + config.vocabSize(),
                special < beyond
                    ? "take the tokenizer that came with these weights"
                    : "keep these special tokens out of texts and tag formats"));
      }
    }
  }
}
