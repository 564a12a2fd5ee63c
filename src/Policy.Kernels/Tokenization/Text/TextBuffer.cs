using System.Runtime.InteropServices;

namespace OptPolicy.Kernels.Tokenization.Text;

/// <summary>A growing run of characters that is reused from one text to the next. Not thread-safe.</summary>
internal sealed class TextBuffer
{
    private readonly List<char> _characters = [];

    public int Length => _characters.Count;

    public Span<char> Span => CollectionsMarshal.AsSpan(_characters);

    public void Clear() => _characters.Clear();

    public void Append(char character) => _characters.Add(character);

    public void Append(ReadOnlySpan<char> text) => _characters.AddRange(text);

    public void AppendRune(int codePoint)
    {
        if (codePoint < 0x10000)
        {
            _characters.Add((char)codePoint);
            return;
        }

        codePoint -= 0x10000;
        _characters.Add((char)(0xD800 + (codePoint >> 10)));
        _characters.Add((char)(0xDC00 + (codePoint & 0x3FF)));
    }

    /// <summary>Cuts the text, or makes it longer by characters that the caller writes.</summary>
    public void Resize(int length) => CollectionsMarshal.SetCount(_characters, length);

    /// <summary>Gives back the memory of an unusually long text.</summary>
    public void Trim(int capacity)
    {
        _characters.Clear();
        if (_characters.Capacity > capacity)
            _characters.Capacity = capacity;
    }

    public override string ToString() => new(Span);
}
