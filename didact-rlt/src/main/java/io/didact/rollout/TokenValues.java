package io.didact.rollout;

import io.didact.algorithm.RewardBreakdown;
import io.didact.algorithm.RewardTerm;
import io.didact.data.Jsonl;
import io.didact.text.TokenIds;
import io.didact.text.Tokenizer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a reward was made of, token by token, for people to look at: natural log-probs at the
 * reward's temperature, in single precision.
 *
 * @param think the explanation's tokens t_k
 * @param teacher [think] log π_θ(t_k | t_&lt;k, s, q); empty where the teacher was not asked
 * @param student [think] log π_s(t_k | t_&lt;k, q)
 * @param kl [think] the exact KL_k, where the reward took it; empty where it took the log-probs
 * @param solution the solution's tokens s_k
 * @param solutionStudent [solution] log π_s(s_k | t, q)
 */
public record TokenValues(
    TokenIds think,
    float[] teacher,
    float[] student,
    float[] kl,
    TokenIds solution,
    float[] solutionStudent) {
  private static final double PER_NAT = 1000;

  public TokenValues {
    requireLength("the teacher's log-probs", teacher, think, true);
    requireLength("the student's log-probs", student, think, false);
    requireLength("the KL", kl, think, true);
    requireLength("the student's log-probs of the solution", solutionStudent, solution, false);
  }

  private static void requireLength(
      String what, float[] values, TokenIds tokens, boolean mayBeAbsent) {
    if (values.length != tokens.size() && !(mayBeAbsent && values.length == 0)) {
      throw new IllegalArgumentException(
          "%s are %d for %d tokens".formatted(what, values.length, tokens.size()));
    }
  }

  static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int k = 0; k < values.length; k++) {
      floats[k] = (float) values[k];
    }
    return floats;
  }

  /**
   * As it stands in a row's {@code tokens}: the tokens as texts, values rounded to 3 decimals, and
   * the terms of the reward with the tokens where a min or max fell.
   *
   * @param tokenizer that the ids are of
   */
  public ObjectNode toRow(Tokenizer tokenizer, RewardBreakdown reward) {
    ObjectNode row = Jsonl.newRow();
    tokenizer.pieces(think).forEach(row.putArray("think")::add);
    if (teacher.length > 0 || think.isEmpty()) {
      put(row.putArray("teacher"), teacher);
    }
    put(row.putArray("student"), student);
    if (kl.length > 0) {
      put(row.putArray("kl"), kl);
    }
    tokenizer.pieces(solution).forEach(row.putArray("solution")::add);
    put(row.putArray("solutionStudent"), solutionStudent);
    ArrayNode terms = row.putArray("terms");
    for (RewardTerm term : reward.terms()) {
      ObjectNode written = terms.addObject().put("name", term.name()).put("value", term.value());
      if (term instanceof RewardTerm.Reduced reduced) {
        written
            .put("score", reduced.score())
            .put("span", reduced.part().span())
            .put("weight", reduced.weight())
            .put("coefficient", reduced.by().coefficient())
            .put("by", reduced.by().reduction().label())
            .put("reduced", reduced.result().value());
        reduced.result().token().ifPresent(token -> written.put("token", token));
      } else if (term instanceof RewardTerm.Fixed fixed) {
        written.put("reason", fixed.reason());
      }
    }
    return row;
  }

  private static void put(ArrayNode into, float[] values) {
    for (float value : values) {
      into.add(Math.round(value * PER_NAT) / PER_NAT);
    }
  }
}
