using System.Text;

namespace OptPolicy.Kernels.Chat;

/// <summary>Cuts a stream of text before the first stop text in it, however the stream is divided, and holds back what may be the start of one.</summary>
internal sealed class StopMatcher(IReadOnlyList<string> stops)
{
    private readonly StringBuilder _held = new();

    /// <summary>Whether a stop text came.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Takes text and gives what is certainly before any stop.</summary>
    public string Append(string text)
    {
        if (stops.Count == 0 || IsStopped)
            return IsStopped ? "" : text;
        foreach (var character in text)
        {
            _held.Append(character);
            if (Completed() is not { } stop)
                continue;
            IsStopped = true;
            _held.Length -= stop.Length;
            return Complete();
        }

        return Take(_held.Length - LongestStart());
    }

    /// <summary>Gives what was held back, when nothing more comes.</summary>
    public string Complete() => Take(_held.Length);

    private string? Completed()
    {
        string? found = null;
        foreach (var stop in stops)
        {
            if (stop.Length > (found?.Length ?? 0) && EndsWith(stop, stop.Length))
                found = stop;
        }

        return found;
    }

    private int LongestStart()
    {
        var longest = 0;
        foreach (var stop in stops)
        {
            for (var length = Math.Min(stop.Length - 1, _held.Length); length > longest; length--)
            {
                if (EndsWith(stop, length))
                    longest = length;
            }
        }

        return longest;
    }

    private bool EndsWith(string stop, int length)
    {
        if (length > _held.Length)
            return false;
        for (var i = 0; i < length; i++)
        {
            if (_held[_held.Length - length + i] != stop[i])
                return false;
        }

        return true;
    }

    private string Take(int length)
    {
        var text = _held.ToString(0, length);
        _held.Remove(0, length);
        return text;
    }
}
