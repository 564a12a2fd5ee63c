using OptPolicy.Kernels.Constraints;
using OptPolicy.Kernels.Models;
using OptPolicy.Kernels.Tokenization;

namespace OptPolicy.Kernels.Chat;

/// <summary>Keeps compiled grammars with their masks, the least recently used ones last to stay out. Thread-safe.</summary>
internal sealed class ConstraintCache(Tokenizer tokenizer, IReadOnlyList<int> endTokens)
{
    private const int MaxGrammars = 32;

    private readonly Lock _lock = new();
    private readonly Lazy<TokenVocabulary> _vocabulary = new(() => new TokenVocabulary(tokenizer, endTokens));
    private readonly Dictionary<string, LinkedListNode<(string Key, Lazy<TokenGrammar> Grammar)>> _known = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, Lazy<TokenGrammar> Grammar)> _recent = new();

    /// <summary>The grammar known as <paramref name="key"/>, compiled once.</summary>
    /// <exception cref="GrammarException">It cannot be compiled.</exception>
    public TokenGrammar Get(string key, Func<Grammar> compile)
    {
        Lazy<TokenGrammar> grammar;
        lock (_lock)
        {
            if (_known.TryGetValue(key, out var node))
            {
                _recent.Remove(node);
            }
            else
            {
                node = new((key, new(() => new TokenGrammar(compile(), _vocabulary.Value))));
                _known.Add(key, node);
            }

            _recent.AddFirst(node);
            grammar = node.Value.Grammar;
            if (_recent.Count > MaxGrammars)
            {
                _known.Remove(_recent.Last!.Value.Key);
                _recent.RemoveLast();
            }
        }

        return grammar.Value;
    }
}
