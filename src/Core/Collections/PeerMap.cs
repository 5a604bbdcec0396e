using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Signaling.Core.Collections;

/// <summary>What belongs to one peer, and is found by its id.</summary>
internal interface IOfPeer
{
    string PeerId { get; }
}

/// <summary>
/// Things by the id of the peer they belong to. Most rooms have two members, so a few are kept without a dictionary: none or one cost nothing,
/// up to eight an array. Walked in the order they came, while there are few. A mutable struct: keep it in a field.
/// </summary>
internal struct PeerMap<T>
    where T : class, IOfPeer
{
    private const int FewMax = 8;

    private object? _content; // nothing, a T, a T[], or a Dictionary
    private int _count;

    public readonly int Count => _count;

    public readonly T? Find(string peerId) => Find(peerId.AsSpan(), peerId);

    public readonly T? Find(ReadOnlySpan<char> peerId) => Find(peerId, null);

    public readonly bool TryFind(string peerId, [NotNullWhen(true)] out T? found) => (found = Find(peerId)) is not null;

    /// <summary>Adds one, or takes the place of the one with its id.</summary>
    public void Set(T item)
    {
        switch (_content)
        {
            case null:
                _content = item;
                _count = 1;
                break;
            case Dictionary<string, T> many:
                many[item.PeerId] = item;
                _count = many.Count;
                break;
            case T one when one.PeerId == item.PeerId:
                _content = item;
                break;
            case T one:
                _content = new[] { one, item };
                _count = 2;
                break;
            case T[] few:
                SetAmong(few, item);
                break;
        }
    }

    /// <summary>Takes one out; false when there is none.</summary>
    public bool Remove(string peerId)
    {
        switch (_content)
        {
            case Dictionary<string, T> many when many.Remove(peerId):
                _count = many.Count;
                break;
            case T one when one.PeerId == peerId:
                _count = 0;
                break;
            case T[] few when IndexOf(few, peerId) is >= 0 and var index:
                Array.Copy(few, index + 1, few, index, --_count - index);
                few[_count] = null!;
                break;
            default:
                return false;
        }

        if (_count == 0) _content = null;
        return true;
    }

    public void Clear() => (_content, _count) = (null, 0);

    public readonly Walk GetEnumerator() => new(_content, _count);

    /// <summary>A copy.</summary>
    public readonly T[] ToArray()
    {
        var all = new T[_count];
        var i = 0;
        foreach (var item in this) all[i++] = item;
        return all;
    }

    private readonly T? Find(ReadOnlySpan<char> peerId, string? text)
    {
        switch (_content)
        {
            case T one:
                return peerId.SequenceEqual(one.PeerId) ? one : null;
            case T[] few:
                var index = IndexOf(few, peerId);
                return index < 0 ? null : few[index];
            case Dictionary<string, T> many:
                return text is not null ? many.GetValueOrDefault(text)
                    : many.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(peerId, out var found) ? found : null;
            default:
                return null;
        }
    }

    private readonly int IndexOf(T[] few, ReadOnlySpan<char> peerId)
    {
        for (var i = 0; i < _count; i++)
        {
            if (peerId.SequenceEqual(few[i].PeerId)) return i;
        }

        return -1;
    }

    private void SetAmong(T[] few, T item)
    {
        var index = IndexOf(few, item.PeerId);
        if (index >= 0)
        {
            few[index] = item;
        }
        else if (_count < FewMax)
        {
            if (_count == few.Length) Array.Resize(ref few, FewMax);
            few[_count++] = item;
            _content = few;
        }
        else
        {
            var many = new Dictionary<string, T>(FewMax * 2);
            foreach (var other in few) many.Add(other.PeerId, other);
            many.Add(item.PeerId, item);
            (_content, _count) = (many, many.Count);
        }
    }

    /// <summary>A walk over all. Nothing may be added meanwhile.</summary>
    public struct Walk
    {
        private readonly T[]? _few;
        private readonly int _count;
        private Dictionary<string, T>.Enumerator _many;
        private int _next;

        internal Walk(object? content, int count)
        {
            _few = content as T[];
            _count = _few is null ? 0 : count;
            if (content is Dictionary<string, T> many) (_many, _next) = (many.GetEnumerator(), -1);
            else if (content is T one) (Current, _next) = (one, -2);
        }

        public T Current { get; private set; } = null!;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            if (_next >= 0)
            {
                if (_next >= _count) return false;
                Current = _few![_next++];
                return true;
            }

            return MoveOn();
        }

        private bool MoveOn()
        {
            if (_next == -2)
            {
                _next = 0; // the only one is Current already
                return true;
            }

            if (!_many.MoveNext()) return false;
            Current = _many.Current.Value;
            return true;
        }
    }
}
