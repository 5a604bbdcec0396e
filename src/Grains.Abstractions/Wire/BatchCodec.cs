using Signaling.Core.Links;
using Signaling.Core.Messages;
using Signaling.Core.Nodes;
using Signaling.Core.Peers;

namespace Signaling.Grains.Abstractions.Wire;

/// <summary>
/// Batches of node items as bytes: one codec of our own for all of them, so that the core needs no attributes, and old and new servers can talk
/// during a rolling upgrade. Each item is framed: a field added at its end is skipped by older readers, and missing to newer ones. A kind that
/// is not known is refused: its sender tries again until it meets a server that knows it.
/// </summary>
internal static class BatchCodec
{
    public static void Write(this ByteWriter to, Batch<NodeItem> batch)
    {
        to.Number(batch.SenderEpoch);
        to.Number(batch.ReceiverEpoch);
        to.Number(batch.Number);
        to.Number(batch.Items.Count);
        foreach (var item in batch.Items)
        {
            var frame = to.BeginFrame();
            Write(to, item);
            to.EndFrame(frame);
        }
    }

    public static Batch<NodeItem> Batch(this ref ByteReader from)
    {
        var (sender, receiver, number) = (from.Number(), from.Number(), from.Number());
        var items = new NodeItem[from.Count()];
        for (var i = 0; i < items.Length; i++)
        {
            var frame = from.Frame();
            items[i] = Item(ref frame);
        }

        return new Batch<NodeItem>(sender, receiver, number, items);
    }

    private static void Write(ByteWriter to, NodeItem item)
    {
        switch (item)
        {
            case SessionItem input: Write(to, input); break;
            case DeliveryItem delivery:
                to.Byte(9);
                to.Number(delivery.Session);
                to.Write(delivery.Event);
                break;
            case LetterItem letter:
                to.Byte(10);
                to.Write(letter.Letter);
                break;
            case RequestItem request:
                to.Byte(11);
                to.Write(request.Request);
                to.TextOrNull(request.Gateway);
                to.TextOrNull(request.Instance);
                break;
            case NoticeItem notice:
                to.Byte(12);
                to.Write(notice.Notice);
                to.Number(notice.Version);
                to.Flag(notice.Roster is not null);
                if (notice.Roster is { } roster) to.Write(roster);
                break;
            case RenewalItem renewal:
                to.Byte(13);
                to.Write(renewal.Peers);
                break;
            case UnknownPeersItem unknown:
                to.Byte(14);
                to.Text(unknown.Room);
                to.Write(unknown.Peers);
                break;
            case ProbeItem:
                to.Byte(15);
                break;
            default: throw new InvalidOperationException($"{item.GetType().Name} cannot be written.");
        }
    }

    private static void Write(ByteWriter to, SessionItem input)
    {
        to.Byte(KindOf(input));
        to.Number(input.Session);
        switch (input)
        {
            case SessionItem.Join join:
                to.Write(join.Request.Member);
                to.TextOrNull(join.Request.TicketInstance);
                break;
            case SessionItem.Resume resume:
                to.Write(resume.Request.Member);
                to.Number(resume.Request.Seen);
                to.Flag(resume.Request.HasToken);
                break;
            case SessionItem.Announce announce:
                to.Write(announce.Member);
                to.Number(announce.ResendFrom);
                to.Number(announce.LastSeq);
                break;
            case SessionItem.Send send:
                to.TextOrNull(send.Target);
                to.Write(send.Signal);
                break;
            case SessionItem.Acknowledge acknowledge: to.Number(acknowledge.Seen); break;
            case SessionItem.Update update: to.Bytes(update.Data.Span); break;
            case SessionItem.Authorize authorize:
                to.Byte((byte)authorize.Rights);
                to.Number(authorize.Until);
                break;
            case SessionItem.Disconnect disconnect: to.Byte((byte)disconnect.How); break;
        }
    }

    private static byte KindOf(SessionItem input) => input switch
    {
        SessionItem.Join => 1,
        SessionItem.Resume => 2,
        SessionItem.Announce => 3,
        SessionItem.Send => 4,
        SessionItem.Acknowledge => 5,
        SessionItem.Update => 6,
        SessionItem.Leave => 7,
        SessionItem.Disconnect => 8,
        SessionItem.Authorize => 16,
        _ => throw new InvalidOperationException($"{input.GetType().Name} cannot be written."),
    };

    private static NodeItem Item(ref ByteReader from)
    {
        var kind = from.Byte();
        return kind switch
        {
            >= 1 and <= 8 or 16 => Input(kind, from.Number(), ref from),
            9 => new DeliveryItem(from.Number(), from.Event()),
            10 => new LetterItem(from.Letter()),
            11 => new RequestItem(from.Request(), from.TextOrNull(), from.TextOrNull()),
            12 => new NoticeItem(from.Notice(), from.Number(), from.Flag() ? from.Image() : null),
            13 => new RenewalItem(from.Texts()),
            14 => new UnknownPeersItem(from.Text(), from.Texts()),
            15 => new ProbeItem(),
            _ => throw new InvalidDataException($"An item of kind {kind} is not known here."),
        };
    }

    private static SessionItem Input(byte kind, long session, ref ByteReader from)
    {
        switch (kind)
        {
            case 1: return new SessionItem.Join(session, new JoinRequest(from.Member(), from.TextOrNull()));
            case 2: return new SessionItem.Resume(session, new ResumeRequest(from.Member(), from.Number(), !from.IsAtEnd && from.Flag()));
            case 3: return new SessionItem.Announce(session, from.Member(), from.Number(), from.Number());
            case 4:
                var target = from.TextOrNull();
                return new SessionItem.Send(session, from.Signal(), target);
            case 5: return new SessionItem.Acknowledge(session, from.Number());
            case 6: return new SessionItem.Update(session, from.Bytes().ToArray());
            case 7: return new SessionItem.Leave(session);
            case 16: return new SessionItem.Authorize(session, (Rights)from.Byte(), from.Number());
            default: return new SessionItem.Disconnect(session, (Disconnection)from.Byte());
        }
    }
}
