using System.Collections;

namespace Signaling.Core.Peers;

/// <summary>The receivers that a message still waits for: one nearly always, or many for a broadcast.</summary>
internal readonly struct Receivers : IEnumerable<string>
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

    public IEnumerator<string> GetEnumerator()
    {
        if (_oneOrMany is string one) yield return one;
        else if (_oneOrMany is HashSet<string> many)
        {
            foreach (var receiver in many.ToArray()) yield return receiver;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
