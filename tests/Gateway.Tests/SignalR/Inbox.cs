using System.Text.Json;
using System.Threading.Channels;

namespace Signaling.Gateway.Tests.SignalR;

/// <summary>What came over a socket, in order, waited for with a limit.</summary>
internal sealed class Inbox
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<JsonElement> _messages = Channel.CreateUnbounded<JsonElement>();
    private readonly List<JsonElement> _passedOver = [];

    public void Add(ReadOnlySpan<byte> utf8) => _messages.Writer.TryWrite(JsonElement.Parse(utf8));

    public void End() => _messages.Writer.TryComplete();

    /// <summary>The next one that is wanted; those before it stay for whoever asks for them.</summary>
    public async Task<JsonElement> NextAsync(Predicate<JsonElement> wanted, string what)
    {
        var index = _passedOver.FindIndex(wanted);
        if (index >= 0)
        {
            var found = _passedOver[index];
            _passedOver.RemoveAt(index);
            return found;
        }

        try
        {
            using var limit = new CancellationTokenSource(Patience);
            while (true)
            {
                var message = await _messages.Reader.ReadAsync(limit.Token);
                if (wanted(message)) return message;
                _passedOver.Add(message);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            throw new InvalidOperationException($"No {what} came ({e.GetType().Name}), but {string.Join('\n', _passedOver)}", e);
        }
    }

    /// <summary>Those of the passed over that are wanted.</summary>
    public IReadOnlyList<JsonElement> Take(Predicate<JsonElement> wanted)
    {
        var taken = _passedOver.FindAll(wanted);
        _passedOver.RemoveAll(wanted);
        return taken;
    }

    /// <summary>Waits for the end; returns what came until then.</summary>
    public async Task<IReadOnlyList<JsonElement>> RestAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var rest = new List<JsonElement>();
        await foreach (var message in _messages.Reader.ReadAllAsync(limit.Token)) rest.Add(message);
        return rest;
    }
}
