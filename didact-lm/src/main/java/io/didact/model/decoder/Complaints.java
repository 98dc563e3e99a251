package io.didact.model.decoder;

import java.util.List;

/** One line for many complaints. */
public final class Complaints {
  private static final int SHOWN = 8;

  private Complaints() {}

  /** The first few, and how many more there are. */
  public static String join(List<String> all) {
    String shown = String.join("; ", all.subList(0, Math.min(SHOWN, all.size())));
    return all.size() <= SHOWN ? shown : shown + "; and " + (all.size() - SHOWN) + " more";
  }
}
