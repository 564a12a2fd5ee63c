using OptPolicy.Kernels.Tokenization.Text;

namespace OptPolicy.Kernels.Tokenization.PreTokenization;

/// <summary>A stretch of <see cref="Pieces.Text"/>.</summary>
/// <param name="Start">First character.</param>
/// <param name="Length">Characters; never zero.</param>
/// <param name="IsAtOrigin">Whether it begins where the whole input begins.</param>
internal readonly record struct Piece(int Start, int Length, bool IsAtOrigin);

/// <summary>A text on its way through the pre-tokenisers: the characters and how they are split so far. Not thread-safe.</summary>
internal sealed class Pieces
{
    private TextBuffer _text = new();
    private TextBuffer _otherText = new();
    private List<Piece> _items = [];
    private List<Piece> _otherItems = [];

    public ReadOnlySpan<char> Text => _text.Span;

    public IReadOnlyList<Piece> Items => _items;

    /// <summary>Scratch for the matches of one piece.</summary>
    public List<(int Start, int End, bool IsMatch)> Spans { get; } = [];

    public ReadOnlySpan<char> this[Piece piece] => _text.Span.Slice(piece.Start, piece.Length);

    public void Start(ReadOnlySpan<char> text, bool isAtOrigin)
    {
        _text.Clear();
        _text.Append(text);
        _items.Clear();
        if (text.Length > 0)
            _items.Add(new Piece(0, text.Length, isAtOrigin));
    }

    /// <summary>Begins a pass that splits pieces and keeps the characters; the pieces so far are returned.</summary>
    public List<Piece> BeginSplit()
    {
        (_items, _otherItems) = (_otherItems, _items);
        _items.Clear();
        return _otherItems;
    }

    public void Add(Piece parent, int start, int end)
    {
        if (end > start)
            _items.Add(new Piece(parent.Start + start, end - start, parent.IsAtOrigin && start == 0));
    }

    /// <summary>Begins a pass that writes new characters into <see cref="Output"/>; the pieces so far are returned.</summary>
    public List<Piece> BeginRewrite(out TextBuffer old)
    {
        (_text, _otherText) = (_otherText, _text);
        _text.Clear();
        old = _otherText;
        return BeginSplit();
    }

    public TextBuffer Output => _text;

    /// <summary>Makes one piece of what was written to <see cref="Output"/> since <paramref name="start"/>.</summary>
    public void AddWritten(int start, bool isAtOrigin)
    {
        if (_text.Length > start)
            _items.Add(new Piece(start, _text.Length - start, isAtOrigin));
    }

    public void Trim(int capacity)
    {
        _text.Trim(capacity);
        _otherText.Trim(capacity);
        Trim(_items);
        Trim(_otherItems);
        Trim(Spans);

        void Trim<T>(List<T> list)
        {
            list.Clear();
            if (list.Capacity > capacity)
                list.Capacity = capacity;
        }
    }
}
