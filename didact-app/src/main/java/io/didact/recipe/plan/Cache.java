package io.didact.recipe.plan;

import io.didact.engine.LocalEngine;
import io.didact.model.decoder.MemoryEstimate;
import io.didact.recipe.model.LocalEngineSettings;
import io.didact.recipe.model.Machine;
import io.didact.recipe.stage.Work;

/**
 * Keys and values of one device while it samples.
 *
 * @param rows samples that are in flight together, as long as they become on the mean
 * @param bytes that they hold at most
 * @param room bytes that the engine lets them have
 */
record Cache(double rows, double bytes, double room) {
  /** On a GPU where nothing else is said, as the engine has it. */
  private static final double ON_GPU = 8L << 30;

  /** Of main memory, likewise. */
  private static final int SHARE_OF_MEMORY = 4;

  static Cache of(Work.Part part, Machine machine, Scale scale) {
    double here = scale.most(part.groups()) * part.perGroup();
    double perToken = new MemoryEstimate(part.model(), machine.dtype().dtype()).cachePerToken();
    double usual = scale.isGpu() ? ON_GPU : scale.peaks().memory() / SHARE_OF_MEMORY;
    int maxRows = LocalEngine.DEFAULT_MAX_ROWS;
    double room = usual;
    if (machine.engine() instanceof LocalEngineSettings local) {
      maxRows = local.maxRows();
      room =
          local.maxCachedTokens() == 0
              ? usual
              : perToken * local.maxCachedTokens() * scale.workers();
    }
    double prompt = part.shared() / part.perGroup();
    double fitting = Math.max(1, Math.floor(room / (perToken * (prompt + part.own()))));
    double rows = Math.min(Math.min(here, (double) maxRows * scale.workers()), fitting);
    double longest =
        perToken * (rows * part.longest() + Math.ceil(rows / part.perGroup()) * part.shared());
    return new Cache(rows, Math.min(room, longest), room);
  }
}
