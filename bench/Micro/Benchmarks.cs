using BenchmarkDotNet.Attributes;
using Signaling.Core;
using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Core.Peers;
using Signaling.Gateway.Connections.Lean;
using Signaling.Gateway.Doors;
using Signaling.Gateway.Ice;

namespace Signaling.Micro;

/// <summary>A client's frame to a message: unmasked, checked, read in one pass.</summary>
[MemoryDiagnoser]
public class Decode
{
    private readonly byte[] _offer = Texts.Offer("bob", 7);
    private readonly byte[] _candidate = Texts.Candidate("bob", 8);
    private readonly byte[] _frame = Frame(Texts.Candidate("bob", 8));
    private readonly byte[] _buffer = new byte[4_096];

    [Benchmark]
    public int Offer() => Read(_offer);

    [Benchmark]
    public int Candidate() => Read(_candidate);

    [Benchmark]
    public int CandidateFrame()
    {
        _frame.CopyTo(_buffer, 0); // unmasked in place
        var (reader, at) = (new FrameReader(64 << 10), 0);
        return reader.TryNext(_buffer, ref at, _frame.Length, out var next) ? next.Payload.Length : 0;
    }

    private static int Read(byte[] text)
    {
        Span<char> target = stackalloc char[Name.BytesMax];
        return NativeMessage.Read(text, target).Target.Length;
    }

    private static byte[] Frame(byte[] payload) =>
        [0x81, 0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length, 1, 2, 3, 4, .. payload.Select((b, i) => (byte)(b ^ (1 + (i & 3))))];
}

/// <summary>What a client is told, as JSON.</summary>
[MemoryDiagnoser]
public class Encode
{
    private readonly Gateway _gateway = new();
    private readonly Member _bob = new() { PeerId = "bob", Instance = "0123456789abcdef", JoinOrder = 2 };
    private IceLease _lease;
    private ClientEvent _candidate;
    private ClientEvent _welcome;

    [Params(2, 500)]
    public int Peers { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _candidate = new ClientEvent { Kind = EventKind.Signal, Seq = 9, Peer = _bob, Signal = new Signal { Kind = SignalKind.Candidate, Number = 8, Payload = new byte[200] } };
        var view = new RoomView("r", "epoch", _bob, [.. Enumerable.Range(1, Peers - 1).Select(i => _bob with { PeerId = $"peer-{i}" })], 0);
        _welcome = new ClientEvent { Kind = EventKind.ExistingPeers, View = view };
    }

    [GlobalCleanup]
    public async Task CleanUp() => await _gateway.DisposeAsync();

    [Benchmark]
    public int Candidate() => NativeEncoder.Encode(_candidate, _gateway.Services, ref _lease).Length;

    [Benchmark]
    public int Welcome() => NativeEncoder.Encode(_welcome, _gateway.Services, ref _lease).Length;
}

/// <summary>A message through door, session, engine and door; with acknowledgements it is kept until its receiver has it.</summary>
[MemoryDiagnoser]
public class Route
{
    private const int Messages = 64;

    private readonly Gateway _gateway = new();
    private readonly NumberedText _candidate = NumberedText.Candidate("bob");
    private readonly NumberedText _ack = NumberedText.Ack();
    private readonly byte[] _plain = Texts.Candidate("bob");
    private Gateway.Client _alice = null!;
    private Gateway.Client _bob = null!;
    private long _number;

    [Params(false, true)]
    public bool Acks { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        (_alice, _bob) = (_gateway.Join("alice", Acks), _gateway.Join("bob", Acks));
        _alice.Say(Texts.Offer("bob", Acks ? ++_number : 0));
    }

    [GlobalCleanup]
    public async Task Check()
    {
        if (_bob.Messages < Messages || _alice.Refused > 0) throw new InvalidOperationException($"{_bob.Messages} messages came, {_alice.Refused} were refused.");
        await _gateway.DisposeAsync();
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public void Candidate()
    {
        for (var i = 0; i < Messages; i++) _alice.Say(Acks ? _candidate.With(++_number) : _plain);
        if (Acks) _bob.Say(_ack.With(_number));
    }
}

/// <summary>One message to everybody in a room: cost should grow as the receivers do.</summary>
[MemoryDiagnoser]
public class FanOut
{
    private readonly Gateway _gateway = new();
    private readonly byte[] _text = Texts.Broadcast(200);
    private Gateway.Client _speaker = null!;

    [Params(2, 50, 500)]
    public int Peers { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _speaker = _gateway.Join("speaker");
        for (var i = 1; i < Peers; i++) _gateway.Join($"peer-{i}");
    }

    [GlobalCleanup]
    public async Task CleanUp() => await _gateway.DisposeAsync();

    [Benchmark]
    public void Broadcast() => _speaker.Say(_text);
}

/// <summary>What a message costs between its number and its acknowledgement.</summary>
[MemoryDiagnoser]
public class Keep : ISessionAddress
{
    private const int Messages = 64;

    private readonly EffectQueues _queues = EffectQueues.WithSpares();
    private readonly Member _alice = new() { PeerId = "alice", Instance = "i", JoinOrder = 1, Acks = true };
    private readonly byte[] _payload = new byte[200];
    private Mailbox _mailbox = null!;
    private Pair _pair = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _pair = new Pair("alice", "i", 0);
        _mailbox = new Mailbox("bob", new Limits(), new EffectBuffer { Queues = _queues }) { Self = _alice with { PeerId = "bob", JoinOrder = 2 } };
        _mailbox.StartAnew(this);
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public void PostAndAcknowledge()
    {
        for (var i = 0; i < Messages; i++)
        {
            var item = _queues.Spares!.Item(_payload.Length);
            (item.Kind, item.About, item.Pair) = (EventKind.Signal, _alice, _pair);
            item.SetSignal(new Signal { Kind = SignalKind.Candidate, Number = i + 1, Payload = _payload });
            _mailbox.Post(item);
        }

        _mailbox.Acknowledge(_mailbox.LastSeq);
        _queues.Deliveries.Clear();
        _queues.Letters.Clear();
    }
}
