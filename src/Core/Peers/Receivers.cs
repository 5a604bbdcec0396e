namespace Signaling.Core.Peers;

/// <summary>The receivers that a message still waits for: one nearly always, or many for a broadcast.</summary>
internal readonly struct Receivers
{
    private readonly object? _oneOrMany;

    public Receivers(string one) => _oneOrMany = one;

    public Receivers(HashSet<string> many) => _oneOrMany = many.Count == 0 ? null : many;

    public int Count => _oneOrMany switch { null => 0, HashSet<string> many => many.Count, _ => 1 };

    public bool Contains(string receiver) => _oneOrMany switch
    {
        string one => one == receiver,
        HashSet<string> many => many.Contains(receiver),
        _ => false,
    };

    /// <summary>The same and one more; only for a broadcast.</summary>
    public Receivers With(string receiver)
    {
        var many = (HashSet<string>)_oneOrMany!;
        many.Add(receiver);
        return this;
    }

    /// <summary>The same without one that was among them.</summary>
    public Receivers Without(string receiver)
    {
        if (_oneOrMany is not HashSet<string> many) return default;
        many.Remove(receiver);
        return new Receivers(many);
    }

    /// <summary>A walk over those that it waits for now; they may be taken out meanwhile.</summary>
    public Walk GetEnumerator() => new(_oneOrMany);

    public struct Walk
    {
        private readonly object? _oneOrMany; // a string, or an array
        private int _next;

        internal Walk(object? oneOrMany) => _oneOrMany = oneOrMany is HashSet<string> many ? many.ToArray() : oneOrMany;

        public readonly string Current => _oneOrMany as string ?? ((string[])_oneOrMany!)[_next - 1];

        public bool MoveNext() => _next++ < _oneOrMany switch { null => 0, string[] many => many.Length, _ => 1 };
    }
}
