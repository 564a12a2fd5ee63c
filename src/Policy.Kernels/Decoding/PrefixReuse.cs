namespace OptPolicy.Kernels.Decoding;

/// <summary>Which idle lane serves a prompt, and how much of the prompt is cached already.</summary>
/// <param name="Target">The lane.</param>
/// <param name="Source">A lane to copy the cached prefix from, or <see langword="null"/> when the target has it.</param>
/// <param name="CachedTokens">Length of the cached prefix, fewer than the prompt's tokens.</param>
internal readonly record struct PrefixReuse(LaneSlot Target, LaneSlot? Source, int CachedTokens)
{
    /// <summary>
    /// Below this many tokens a lane's remainder is not worth keeping: the end of an answer's last turn that the next
    /// prompt renders differently. Copying would cost a second lane for nothing.
    /// </summary>
    private const int RemainderWorthKeeping = 32;

    /// <summary>Chooses among idle lanes, or returns <see langword="null"/> when there is none.</summary>
    /// <remarks>
    /// The lane with the longest common prefix, unless taking it would drop a longer conversation that was used after
    /// another lane's: then that other lane gives way and receives a copy of the prefix. A copy moves memory only, so it is
    /// always cheaper than running the prefix.
    /// </remarks>
    public static PrefixReuse? Choose(IEnumerable<LaneSlot> slots, ReadOnlySpan<int> prompt, string? scope)
    {
        LaneSlot? best = null, oldest = null;
        var cached = 0;
        foreach (var slot in slots)
        {
            if (slot.IsTaken)
                continue;
            if (oldest is null || IsLessWorth(slot, oldest))
                oldest = slot;
            if (!string.Equals(slot.Scope, scope, StringComparison.Ordinal))
                continue;
            var common = Math.Min(slot.Lane.Tokens.CommonPrefixLength(prompt), prompt.Length - 1);
            if (common > cached || (common == cached && common > 0 && slot.LastUsed > best!.LastUsed))
                (best, cached) = (slot, common);
        }

        if (oldest is null)
            return null;
        if (best is null)
            return new(oldest, null, 0);
        var keepsRemainder = best.Lane.Length - cached >= RemainderWorthKeeping;
        return best != oldest && keepsRemainder ? new(oldest, best, cached) : new(best, null, cached);
    }

    private static bool IsLessWorth(LaneSlot slot, LaneSlot than) =>
        (slot.Lane.Length == 0, than.Lane.Length == 0) switch
        {
            (true, false) => true,
            (false, true) => false,
            _ => slot.LastUsed < than.LastUsed,
        };
}
