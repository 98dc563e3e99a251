package io.didact.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One problem and how it was explained, usually before and after training.
 *
 * @param question q
 * @param solution s
 * @param explanations side by side
 */
public record Sample(String question, String solution, List<Explained> explanations) {
  public Sample {
    explanations = List.copyOf(explanations);
  }

  /**
   * One explanation.
   *
   * @param label whose: "before RL"
   * @param text what the teacher wrote
   * @param reward r
   * @param terms the reward's terms by name, such as r_SS and r_KL
   */
  public record Explained(String label, String text, double reward, Map<String, Double> terms) {
    public Explained {
      terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    }
  }
}
