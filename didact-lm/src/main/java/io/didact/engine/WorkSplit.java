package io.didact.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which worker writes which samples. All samples stand in a line that is cut into pieces of about
 * equal cost, one a worker. A group that a cut goes through has its prompt read twice, so a cut
 * that would be near the border between two groups is made there. The same requests and workers
 * always give the same shards.
 *
 * @param workers for each worker its shards, in order
 */
record WorkSplit(List<List<Shard>> workers) {
  /** A cut moves to a border that is no farther than this part of a worker's share, or a prompt. */
  private static final double NEAR = 1.0 / 16;

  /**
   * Some samples of a request.
   *
   * @param request its place
   * @param from the first sample
   * @param to one more than the last sample
   */
  record Shard(int request, int from, int to) {}

  static WorkSplit of(List<RolloutRequest> requests, int workers, Sampling sampling) {
    double total = 0;
    for (RolloutRequest request : requests) {
      total += request.prompt().size() + request.newTokens(sampling);
    }
    double share = total / workers;
    List<List<Shard>> shards = new ArrayList<>();
    IntStream.range(0, workers).forEach(worker -> shards.add(new ArrayList<>()));
    double before = 0; // the cost of what is dealt
    int worker = 0;
    for (int r = 0; r < requests.size(); r++) {
      RolloutRequest request = requests.get(r);
      double near = request.prompt().size() + NEAR * share;
      double end = before + request.prompt().size() + request.newTokens(sampling);
      if (worker + 1 < workers && share * (worker + 1) - before < near) {
        worker++;
      }
      int from = 0;
      double at = before + request.prompt().size();
      for (int i = 0; i < request.seeds().length; i++) {
        int cost = request.maxNewTokens(i, sampling);
        double cut = share * (worker + 1);
        if (worker + 1 < workers && i > from && at + cost / 2.0 > cut && end - cut >= near) {
          shards.get(worker).add(new Shard(r, from, i));
          from = i;
          worker++;
        }
        at += cost;
      }
      shards.get(worker).add(new Shard(r, from, request.seeds().length));
      before = end;
    }
    return new WorkSplit(shards);
  }
}
