import { UseFilters, UseInterceptors, UsePipes } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
  type OnGatewayDisconnect,
} from '@nestjs/websockets';
import type {
  BlindVerdict,
  Frame,
  ReplayBar,
  ReplayFile,
  ReplayOpened,
  ReplayOverview,
  ReplayState,
  ReplayTrades,
} from '@hindcast/engine/wire';
import { AckErrorFilter, AckInterceptor } from '../errors/ack.ts';
import { validation } from '../errors/validation.ts';
import { RoomAudience, roomOf, type LiveServer, type LiveSocket } from '../realtime/room.ts';
import {
  BarDto,
  DecideDto,
  JumpDto,
  OpenDto,
  OverviewDto,
  PlayDto,
  RowsDto,
  SeekDto,
  SessionDto,
  StepDto,
  StrategyDto,
  TradesDto,
  WatchDto,
} from './replay.dto.ts';
import { decideOn, verdictOf } from './blind/blind-requests.ts';
import { ReplayService } from './replay.service.ts';
import { barOf, fileOf, rowsOf, timelineOf, tradesOf } from './session-views.ts';

/** The replay's side of the socket: every request of `ReplayRequests`, answered by an acknowledgement. */
@WebSocketGateway()
@UseInterceptors(AckInterceptor)
@UseFilters(AckErrorFilter)
@UsePipes(validation())
export class ReplayGateway implements OnGatewayDisconnect<LiveSocket> {
  @WebSocketServer()
  private readonly server: LiveServer;

  constructor(private readonly replay: ReplayService) {}

  handleDisconnect(socket: LiveSocket): void {
    this.replay.leave(socket.id);
  }

  @SubscribeMessage('replay_open')
  async open(@ConnectedSocket() socket: LiveSocket, @MessageBody() request: OpenDto): Promise<ReplayOpened> {
    const opened = await this.replay.open(request, socket.id, (session) => this.#seat(socket, session));
    // A viewer who went away meanwhile has left before there was anything to leave.
    if (socket.disconnected) this.replay.leave(socket.id);
    return opened;
  }

  @SubscribeMessage('replay_resume')
  resume(@ConnectedSocket() socket: LiveSocket, @MessageBody() { session }: SessionDto): ReplayOpened {
    const { opened, before } = this.replay.resume(session, socket.id, this.#seat(socket, session));
    if (before !== null) {
      const other = this.server.sockets.sockets.get(before);
      void other?.leave(roomOf(session));
      other?.emit('replay_ended', { session, reason: 'it was taken over by another page' });
    }
    return opened;
  }

  @SubscribeMessage('replay_seek')
  seek(@ConnectedSocket() { id }: LiveSocket, @MessageBody() request: SeekDto): Promise<ReplayState> {
    return this.replay.seek(this.replay.session(request.session, id), request);
  }

  @SubscribeMessage('replay_step')
  step(@ConnectedSocket() { id }: LiveSocket, @MessageBody() { session, by }: StepDto): Promise<ReplayState> {
    return this.replay.session(session, id).step(by);
  }

  @SubscribeMessage('replay_play')
  play(@ConnectedSocket() { id }: LiveSocket, @MessageBody() request: PlayDto): ReplayState {
    return this.replay.play(this.replay.session(request.session, id), request);
  }

  @SubscribeMessage('replay_pause')
  pause(@ConnectedSocket() { id }: LiveSocket, @MessageBody() { session }: SessionDto): ReplayState {
    return this.replay.session(session, id).pause();
  }

  @SubscribeMessage('replay_rows')
  rows(@ConnectedSocket() { id }: LiveSocket, @MessageBody() request: RowsDto): Promise<Frame> {
    return rowsOf(this.replay.session(request.session, id), request, this.replay.limits.frameValues);
  }

  @SubscribeMessage('replay_overview')
  overview(
    @ConnectedSocket() { id }: LiveSocket,
    @MessageBody() request: OverviewDto,
  ): Promise<ReplayOverview> {
    return timelineOf(this.replay.session(request.session, id), request);
  }

  @SubscribeMessage('replay_bar')
  bar(@ConnectedSocket() { id }: LiveSocket, @MessageBody() request: BarDto): Promise<ReplayBar> {
    return barOf(this.replay.session(request.session, id), request);
  }

  @SubscribeMessage('replay_trades')
  trades(@ConnectedSocket() { id }: LiveSocket, @MessageBody() request: TradesDto): ReplayTrades {
    return tradesOf(this.replay.session(request.session, id), request.limit);
  }

  @SubscribeMessage('replay_jump')
  jump(@ConnectedSocket() { id }: LiveSocket, @MessageBody() request: JumpDto): Promise<ReplayState> {
    return this.replay.jump(this.replay.session(request.session, id), request);
  }

  @SubscribeMessage('replay_strategy')
  strategy(@ConnectedSocket() { id }: LiveSocket, @MessageBody() request: StrategyDto): Promise<ReplayState> {
    const { session, strategy, account } = request;
    return this.replay.follow(this.replay.session(session, id), strategy, account);
  }

  @SubscribeMessage('replay_watch')
  watch(@ConnectedSocket() { id }: LiveSocket, @MessageBody() request: WatchDto): null {
    this.replay.session(request.session, id).watch(request.lanes, request.columns);
    return null;
  }

  @SubscribeMessage('replay_export')
  export(@ConnectedSocket() { id }: LiveSocket, @MessageBody() request: RowsDto): Promise<ReplayFile> {
    return fileOf(this.replay.session(request.session, id), request, this.replay.limits.frameValues);
  }

  @SubscribeMessage('replay_decide')
  decide(@ConnectedSocket() { id }: LiveSocket, @MessageBody() request: DecideDto): ReplayState {
    return decideOn(this.replay.session(request.session, id), request);
  }

  @SubscribeMessage('replay_verdict')
  verdict(@ConnectedSocket() { id }: LiveSocket, @MessageBody() { session }: SessionDto): BlindVerdict {
    return verdictOf(this.replay.session(session, id));
  }

  @SubscribeMessage('replay_close')
  close(@ConnectedSocket() socket: LiveSocket, @MessageBody() { session }: SessionDto): null {
    this.replay.close(this.replay.session(session, socket.id));
    void socket.leave(roomOf(session));
    return null;
  }

  #seat(socket: LiveSocket, session: string): RoomAudience {
    void socket.join(roomOf(session));
    return new RoomAudience(this.server, socket, session);
  }
}
