#pragma once

#include "absl/status/status.h"
#include "libs/runtime/context.h"
#include "libs/runtime/validate.h"
#include "services/catalog/handlers/search/picture_index.h"
#include "services/catalog/handlers/search/picture_reader.h"
#include "shopdesk/catalog/v1/picture.pb.h"

namespace shopdesk::catalog::handlers {

absl::Status IndexPicture(runtime::WorkflowContext& ctx, const v1::IndexPictureRequest& request,
                          v1::PicturePrint* response, PictureReader& reader);
absl::Status ImportPictures(runtime::WorkflowContext& ctx, const v1::ImportPicturesRequest& request,
                            v1::ImportPicturesResponse* response, const runtime::Validator& rows,
                            PictureReader& reader);
absl::Status GetPicturePrint(runtime::ReadContext& ctx, const v1::GetPicturePrintRequest& request,
                             v1::PicturePrint* response);
absl::Status ListPicturePrints(runtime::ReadContext& ctx,
                               const v1::ListPicturePrintsRequest& request,
                               v1::ListPicturePrintsResponse* response);
absl::Status FindProductsByPicture(runtime::WorkflowContext& ctx,
                                   const v1::FindProductsByPictureRequest& request,
                                   v1::FindProductsByPictureResponse* response,
                                   PictureReader& reader, PictureIndex& index);

}  // namespace shopdesk::catalog::handlers
