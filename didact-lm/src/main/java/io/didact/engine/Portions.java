package io.didact.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which lane writes which samples. All samples stand in a line that is cut into pieces of about
 * equal cost, one a lane. A group that a cut goes through has its prompt read twice, so a cut that
 * would be near the border between two groups is made there. The same requests and lanes always
 * give the same portions.
 *
 * @param lanes for each lane its portions, in order
 */
record Portions(List<List<Portion>> lanes) {
  /** A cut moves to a border that is no farther than this part of a lane's share, or a prompt. */
  private static final double NEAR = 1.0 / 16;

  /**
   * Some samples of a request.
   *
   * @param request its place
   * @param from the first sample
   * @param to one more than the last sample
   */
  record Portion(int request, int from, int to) {}

  static Portions of(List<RolloutRequest> requests, int lanes, Sampling sampling) {
    double total = 0;
    for (RolloutRequest request : requests) {
      total += request.prompt().size() + request.newTokens(sampling);
    }
    double share = total / lanes;
    List<List<Portion>> portions = new ArrayList<>();
    IntStream.range(0, lanes).forEach(lane -> portions.add(new ArrayList<>()));
    double before = 0; // the cost of what is dealt
    int lane = 0;
    for (int r = 0; r < requests.size(); r++) {
      RolloutRequest request = requests.get(r);
      double near = request.prompt().size() + NEAR * share;
      double end = before + request.prompt().size() + request.newTokens(sampling);
      if (lane + 1 < lanes && share * (lane + 1) - before < near) {
        lane++;
      }
      int from = 0;
      double at = before + request.prompt().size();
      for (int i = 0; i < request.seeds().length; i++) {
        int cost = request.maxNewTokens(i, sampling);
        double cut = share * (lane + 1);
        if (lane + 1 < lanes && i > from && at + cost / 2.0 > cut && end - cut >= near) {
          portions.get(lane).add(new Portion(r, from, i));
          from = i;
          lane++;
        }
        at += cost;
      }
      portions.get(lane).add(new Portion(r, from, request.seeds().length));
      before = end;
    }
    return new Portions(portions);
  }
}
