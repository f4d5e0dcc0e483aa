/// A state of a vault, as it is remembered outside of it: a vault whose file was put back to an older state authenticates as well as
/// it did then; only a memory can tell.
struct SeenRoot: Equatable {
  /// How many changes the vault had seen.
  let generation: UInt64
  /// How many keys the vault had had before the one of this state.
  let epoch: UInt64
  /// The root's tag, which stands for the whole state.
  let tag: [UInt8]
  /// How many of the changes were more than notes of who read what.
  let changes: UInt64

  init(generation: UInt64, epoch: UInt64, tag: [UInt8], changes: UInt64? = nil) {
    self.generation = generation
    self.epoch = epoch
    self.tag = tag
    self.changes = changes ?? generation
  }

  /// By keys first: a state under a key that was never seen is newer than all that was. Then by what was changed: a colleague's change is
  /// newer than a state that was only read from since, however often.
  func isOlder(than other: SeenRoot) -> Bool {
    (epoch, changes, generation) < (other.epoch, other.changes, other.generation)
  }
}

/// What a state that was found is to one that this machine remembers.
enum Standing: Equatable {
  /// The one last seen at this path, or a newer one.
  case current
  /// One that was seen on this machine before: an older commit, another branch, a copy. The newest has so many changes.
  case seenBefore(newest: UInt64)
  /// Neither newer than the one that is remembered nor ever seen here.
  case unknown(remembered: UInt64)

  /// - Parameters:
  ///   - last: The state last seen at the path.
  ///   - roots: The states of this vault that were seen anywhere on this machine.
  ///   - newestEpoch: The newest key of it that was seen.
  init(of found: SeenRoot, last: SeenRoot?, roots: @autoclosure () -> [SeenRoot], newestEpoch: UInt64) {
    if last == found {
      self = .current
      return
    }
    let roots = roots()
    let newest = roots.max { $0.isOlder(than: $1) }
    if roots.contains(found) {
      let isNewest = newest == found && found.epoch == newestEpoch
      self = isNewest ? .current : .seenBefore(newest: max(newest?.changes ?? 0, last?.changes ?? 0))
    } else if let known = last ?? newest, found.epoch < newestEpoch || !known.isOlder(than: found) {
      self = .unknown(remembered: known.changes)
    } else {
      self = .current
    }
  }
}
