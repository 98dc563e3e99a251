package io.didact.model.checkpoint;

import java.nio.file.Path;

/**
 * Something that is wrong with a model directory.
 *
 * @param fatal whether the model cannot be used as long as it is so
 * @param where the file, as it is called in the directory
 * @param what is wrong
 * @param remedy what to do about it
 */
public record ModelProblem(boolean fatal, String where, String what, String remedy) {
  /** One line: the file, what is wrong with it, what to do. */
  String in(Path directory) {
    return directory.resolve(where) + ": " + what + " (" + remedy + ")";
  }

  /** What makes the model unusable. */
  static ModelProblem fatal(String where, String what, String remedy) {
    return new ModelProblem(true, where, what, remedy);
  }

  /** What the model can be used with. */
  static ModelProblem warning(String where, String what, String remedy) {
    return new ModelProblem(false, where, what, remedy);
  }
}
