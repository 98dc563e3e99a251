package io.didact.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects what is wrong with the values of a record, whose constructor then says all of it at
 * once:
 *
 * <pre>
 * new Rules("reference pull")
 *     .require(weight >= 0 &amp;&amp; weight &lt;= 1, "weight", "in [0, 1]", weight)
 *     .atLeast("everySteps", 1, everySteps)
 *     .done();
 * </pre>
 *
 * <p>A key is a component of the record, or the dotted path of one in a record below it.
 */
public final class Rules {
  static final String MISSING = "is missing";

  private final String subject;
  private final List<Complaint> complaints = new ArrayList<>();

  public Rules() {
    this("");
  }

  /**
   * @param subject what the record is; it begins the message
   */
  public Rules(String subject) {
    this.subject = subject;
  }

  /** Something that is not one key's fault. */
  public Rules require(boolean holds, String message) {
    return require(holds, "", message);
  }

  /**
   * Something between a key and others.
   *
   * @param message without the key, which comes before it
   */
  public Rules require(boolean holds, String key, String message) {
    return holds ? this : add(key, message);
  }

  /** The range of one key, whatever the others are: {@code KEY must be RULE, was VALUE}. */
  public Rules require(boolean holds, String key, String rule, Object value) {
    if (!holds) {
      String message = "must be " + rule + ", was " + value;
      complaints.add(new Complaint("", key, message, true));
    }
    return this;
  }

  public Rules atLeast(String key, long least, long value) {
    return require(value >= least, key, "≥ " + least, value);
  }

  public Rules positive(String key, double value) {
    return require(value > 0 && Double.isFinite(value), key, "> 0 and finite", value);
  }

  public Rules notNegative(String key, double value) {
    return require(value >= 0 && Double.isFinite(value), key, "≥ 0 and finite", value);
  }

  public Rules inUnit(String key, double value) {
    return require(value >= 0 && value <= 1, key, "in [0, 1]", value);
  }

  /** A key that must be given, as others are. */
  public Rules given(String key, Optional<?> value) {
    if (value.isEmpty()) {
      complaints.add(new Complaint("", key, MISSING, true));
    }
    return this;
  }

  /** A key that changes nothing where this holds. */
  public Rules idle(boolean holds, String key, String why) {
    return require(!holds, key, "has no effect: " + why);
  }

  /** Something that is wrong. */
  public Rules add(String key, String message) {
    complaints.add(new Complaint("", key, message, false));
    return this;
  }

  /** Makes another record, and takes over what is wrong with it. */
  public Rules valid(Runnable makes) {
    return valid(Map.of(), makes);
  }

  /**
   * Makes another record, and takes over what is wrong with it.
   *
   * @param names key of the other record → key of this one, where they differ
   */
  public Rules valid(Map<String, String> names, Runnable makes) {
    try {
      makes.run();
    } catch (InvalidSettingsException e) {
      e.complaints().forEach(each -> complaints.add(each.of(e.subject(), names)));
    } catch (IllegalArgumentException e) {
      add("", String.valueOf(e.getMessage()));
    }
    return this;
  }

  /** Takes over what is wrong with a record below, by the path of its key. */
  public Rules all(String path, Rules others) {
    others.complaints.forEach(each -> complaints.add(each.below(path)));
    return this;
  }

  /** Whether nothing is wrong. */
  public boolean hold() {
    return complaints.isEmpty();
  }

  List<Complaint> complaints() {
    return complaints;
  }

  /**
   * Ends the checks.
   *
   * @throws InvalidSettingsException where anything is wrong
   */
  public void done() {
    if (!complaints.isEmpty()) {
      throw new InvalidSettingsException(subject, complaints);
    }
  }
}
